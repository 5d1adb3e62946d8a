package dev.winnow.schemas.input;

import dev.winnow.schemas.event.Event;

/** What became of one input record: an event, or a rejection. */
public sealed interface Decoded {
    /**
     * The record was understood.
     *
     * @param tenant tenant named by the record itself; empty where the record names none and the topic's tenant holds
     */
    record Accepted(Event event, String tenant) implements Decoded {}

    /** The record was refused; bad input is data, never an exception. */
    record Refused(Rejection rejection) implements Decoded {}

    static Decoded refused(String code, String reason) {
        return new Refused(new Rejection(code, reason));
    }
}
