package dev.winnow.topology.decide;

import dev.winnow.schemas.input.Rejection;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.deadletter.DeadLetters;
import dev.winnow.topology.mapping.WireVerdicts;
import dev.winnow.triage.feedback.InputRecord;
import dev.winnow.wire.Candidate;
import dev.winnow.wire.Source;
import java.nio.ByteBuffer;
import org.apache.avro.specific.SpecificRecord;

/** Dead letters of what decide refuses. */
final class Refusals {
    private final SingleObjectCodec codec = new SingleObjectCodec();

    /** A letter about the record that all this came from, which stands at its source. */
    Emission failed(Incoming cause, String code, String reason) {
        String format = cause.value() instanceof Candidate candidate ? candidate.getFormat() : "verdict";
        return new Emission.OfDeadLetter(DeadLetters.atSource(
                new Rejection(code, reason),
                "triage",
                format,
                cause.source(),
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
