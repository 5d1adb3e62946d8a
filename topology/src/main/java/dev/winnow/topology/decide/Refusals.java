package dev.winnow.topology.decide;

import dev.winnow.schemas.input.Rejection;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.deadletter.DeadLetters;
import dev.winnow.topology.mapping.WireVerdicts;
import dev.winnow.triage.feedback.InputRecord;
import dev.winnow.wire.Candidate;
import dev.winnow.wire.Command;
import dev.winnow.wire.Source;
import dev.winnow.wire.Verdict;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.avro.specific.SpecificRecord;

/** Dead letters of what decide refuses. */
final class Refusals {
    private final SingleObjectCodec codec = new SingleObjectCodec();

    /**
     * A letter about the record that all this came from, which stands at its source. Model notes and times have none of their
     * own: the event that they came with was taken in, so the letter names the internal record.
     */
    Emission failed(Incoming cause, String code, String reason) {
        SpecificRecord value = cause.value();
        String format = value instanceof Candidate candidate
                ? candidate.getFormat()
                : value.getSchema().getName().toLowerCase(Locale.ROOT);
        boolean isInput = value instanceof Candidate || value instanceof Verdict || value instanceof Command;
        return new Emission.OfDeadLetter(DeadLetters.atSource(
                new Rejection(code, reason),
                "triage",
                format,
                isInput ? cause.source() : cause.place(),
                cause.timeMillis(),
                ByteBuffer.allocate(0)));
    }

    Emission refuse(Incoming cause, SpecificRecord original, String code, String reason) {
        return refuse(cause.source(), cause.timeMillis(), original, code, reason);
    }

    /** Of something that came earlier than the record at hand: the letter names the record that it is about. */
    Emission refuse(InputRecord record, SpecificRecord original, String code, String reason) {
        return refuse(WireVerdicts.source(record), record.timeMillis(), original, code, reason);
    }

    private Emission refuse(Source source, long timeMillis, SpecificRecord original, String code, String reason) {
        return new Emission.OfDeadLetter(DeadLetters.of(
                new Rejection(code, reason), "triage", "avro", source, timeMillis, null, codec.encode("", original)));
    }
}
