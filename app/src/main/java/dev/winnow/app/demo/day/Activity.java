package dev.winnow.app.demo.day;

/** What produced a record. */
record Activity(Kind kind, String name) {
    enum Kind {
        ROUTINE,
        ODDITY,
        ATTACK
    }

    static final Activity ROUTINE = new Activity(Kind.ROUTINE, "");

    static Activity attack(String name) {
        return new Activity(Kind.ATTACK, name);
    }

    static Activity oddity(String name) {
        return new Activity(Kind.ODDITY, name);
    }
}
