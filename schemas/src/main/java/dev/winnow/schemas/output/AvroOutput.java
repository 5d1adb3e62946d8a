package dev.winnow.schemas.output;

import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.wire.Alert;

/** The alert in Avro single-object encoding, as it stands on Winnow's own topic without a registry. */
final class AvroOutput implements OutputFormat {
    private final SingleObjectCodec codec = new SingleObjectCodec();

    @Override
    public String name() {
        return "avro";
    }

    @Override
    public byte[] encode(Alert alert) {
        return codec.encode("", alert);
    }
}
