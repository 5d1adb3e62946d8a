package dev.winnow.topology.decide;

import dev.winnow.schemas.input.Rejection;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.deadletter.DeadLetters;
import org.apache.avro.specific.SpecificRecord;

/** Dead letters of what decide refuses. */
final class Refusals {
    private final SingleObjectCodec codec = new SingleObjectCodec();

    Emission refuse(Incoming cause, SpecificRecord original, String code, String reason) {
        return new Emission.OfDeadLetter(DeadLetters.of(
                new Rejection(code, reason),
                "triage",
                "avro",
                cause.source(),
                cause.timeMillis(),
                null,
                codec.encode("", original)));
    }
}
