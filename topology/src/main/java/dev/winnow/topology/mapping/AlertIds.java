package dev.winnow.topology.mapping;

import dev.winnow.detectors.hash.Sha256;
import dev.winnow.wire.Source;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Alert ids: the same record, judged by the same feature set, has the same id however often it is processed. */
final class AlertIds {
    /** 128 bits: two of a billion alerts collide with a chance below 1e-20. */
    private static final int ID_BYTES = 16;

    private AlertIds() {}

    /**
     * @param what feature set id, with the entity for alerts that one record raises for others (silence)
     */
    static String of(String tenant, Source source, String what) {
        // A tenant may hold the character that stands between the parts; what follows it cannot, but for the last.
        String text = JoinedKey.escaped(tenant)
                + '\0'
                + source.getTopic()
                + '\0'
                + source.getPartition()
                + '\0'
                + source.getOffset()
                + '\0'
                + what;
        byte[] hash = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    }
}
