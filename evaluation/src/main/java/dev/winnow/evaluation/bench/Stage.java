package dev.winnow.evaluation.bench;

/** What a stream thread of Winnow can be at, in the order of an event's way. */
enum Stage {
    DECODE("decode"),
    RE_KEY("reKey"),
    ROW("row"),
    FEATURES("features"),
    SCORE("score"),
    EXPLAIN("explain"),
    LEARN("learn"),
    JOURNAL("journal"),
    DETECT("detect"),
    TRIAGE("triage"),
    AUDIT("audit"),
    FLUSH("flush"),
    KAFKA("kafka"),
    REST("rest");

    private final String field;

    Stage(String field) {
        this.field = field;
    }

    /** Name in the document. */
    String field() {
        return field;
    }
}
