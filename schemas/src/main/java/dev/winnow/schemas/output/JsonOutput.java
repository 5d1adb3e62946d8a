package dev.winnow.schemas.output;

import dev.winnow.wire.Alert;

/** Plain JSON: the alert schema's own fields, one line. */
final class JsonOutput implements OutputFormat {
    @Override
    public String name() {
        return "json";
    }

    @Override
    public byte[] encode(Alert alert) {
        return WireJson.encode(alert);
    }
}
