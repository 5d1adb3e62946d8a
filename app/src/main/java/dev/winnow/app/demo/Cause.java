package dev.winnow.app.demo;

/** What produced a record. */
record Cause(Kind kind, String name) {
    enum Kind {
        ROUTINE,
        ODDITY,
        ATTACK
    }

    static final Cause ROUTINE = new Cause(Kind.ROUTINE, "");

    static Cause attack(String name) {
        return new Cause(Kind.ATTACK, name);
    }

    static Cause oddity(String name) {
        return new Cause(Kind.ODDITY, name);
    }
}
