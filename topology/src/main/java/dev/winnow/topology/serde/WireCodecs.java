package dev.winnow.topology.serde;

import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.schemas.wire.WireCodec;
import java.util.Optional;

/** The one place that chooses how wire records stand on topics. */
public final class WireCodecs {
    private WireCodecs() {}

    /**
     * A codec for Winnow's own topics: with a registry, the framing of Confluent-compatible registries, reading
     * single-object encoding too; without one, Avro single-object encoding with the bundled schemas. Asks nobody yet; see
     * {@link WireCodec#prepare}.
     */
    public static WireCodec create(Optional<RegistrySettings> registry) {
        return create(registry, new SingleObjectCodec());
    }

    /** The same, with what single-object encoding is to write and read. */
    public static WireCodec create(Optional<RegistrySettings> registry, SingleObjectCodec singleObject) {
        return registry.isPresent() ? new RegistryCodec(registry.get(), singleObject) : singleObject;
    }
}
