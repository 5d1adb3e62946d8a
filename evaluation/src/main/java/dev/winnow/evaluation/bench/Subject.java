package dev.winnow.evaluation.bench;

/** An application that is measured. It is fed while it rests, so that feeding costs it nothing. One thread. */
interface Subject extends AutoCloseable {
    /** Its name in the document. */
    String name();

    /** Lets the application rest; it must have nothing to do. */
    void pause();

    void resume();

    /** Writes records to its input; blocks while the broker is behind, and returns when all are written. */
    void feed(long records);

    /** Records fed so far that it has taken in. */
    long taken();

    /**
     * Whether everything fed is processed and committed.
     *
     * @throws IllegalStateException if the application failed
     */
    boolean isDone();

    @Override
    void close();
}
