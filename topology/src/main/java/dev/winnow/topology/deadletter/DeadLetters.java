package dev.winnow.topology.deadletter;

import dev.winnow.detectors.hash.Sha256;
import dev.winnow.schemas.input.Rejection;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Source;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes dead letters: the refused record's first bytes with the reason, so that it can be sent again after a fix. */
public final class DeadLetters {
    /** Original bytes that a dead letter carries at most; enough to see what it was, far below any record limit. */
    public static final int MAX_ORIGINAL_BYTES = 64 << 10;

    private DeadLetters() {}

    /**
     * @param stage stage that refused: {@code decode}, {@code detect}, {@code feedback} or {@code triage}
     * @param ingestMillis time stamp of the refused record
     */
    public static DeadLetter of(
            Rejection rejection,
            String stage,
            String format,
            Source source,
            long ingestMillis,
            byte @Nullable [] key,
            byte[] original) {
        return DeadLetter.newBuilder()
                .setCode(rejection.code())
                .setReason(rejection.reason())
                .setStage(stage)
                .setSource(source)
                .setFormat(format)
                .setIngestTime(Instant.ofEpochMilli(Math.max(0, ingestMillis)))
                .setKey(key == null ? null : ByteBuffer.wrap(bounded(key)))
                .setOriginal(ByteBuffer.wrap(bounded(original)))
                .setOriginalLength(original.length)
                .setOriginalSha256(ByteBuffer.wrap(Sha256.of(original)))
                .build();
    }

    /**
     * A letter about a record that is not at hand any more: it stands at its source, and whoever needs it reads it there. Events
     * pass through the internal topics without the bytes that they were made from, for carrying these would nearly double
     * what is written for each event, for the sake of failures that are ours.
     *
     * @param sha256 of the record; empty where it is not known
     */
    public static DeadLetter atSource(
            Rejection rejection, String stage, String format, Source source, long ingestMillis, ByteBuffer sha256) {
        return DeadLetter.newBuilder()
                .setCode(rejection.code())
                .setReason(rejection.reason())
                .setStage(stage)
                .setSource(source)
                .setFormat(format)
                .setIngestTime(Instant.ofEpochMilli(Math.max(0, ingestMillis)))
                .setKey(null)
                .setOriginal(ByteBuffer.allocate(0))
                .setOriginalLength(-1)
                .setOriginalSha256(sha256.duplicate())
                .build();
    }

    private static byte[] bounded(byte[] bytes) {
        return bytes.length <= MAX_ORIGINAL_BYTES ? bytes : Arrays.copyOf(bytes, MAX_ORIGINAL_BYTES);
    }
}
