package dev.winnow.app.shell;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * Says on stderr how far a long command is: nothing in the first two seconds, then on a terminal one line that is rewritten
 * four times a second, elsewhere a line every ten seconds. Cheap to call for every record. One thread.
 */
public final class Progress implements AutoCloseable {
    private static final long QUIET_NANOS = 2_000_000_000L;
    private static final long TERMINAL_NANOS = 250_000_000L;
    private static final long PLAIN_NANOS = 10_000_000_000L;

    private final PrintWriter err;
    private final boolean isTerminal;
    private final LongSupplier nanoTime;
    private final long start;
    private long next;
    private int width;

    Progress(PrintWriter err, boolean isTerminal, LongSupplier nanoTime) {
        this.err = err;
        this.isTerminal = isTerminal;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.next = start + QUIET_NANOS;
    }

    /** On the given stderr. The launcher says by {@code winnow.terminal} whether it is a terminal. */
    public static Progress onStderr(PrintWriter err) {
        return new Progress(err, Boolean.getBoolean("winnow.terminal"), System::nanoTime);
    }

    /**
     * Says how far it is, if it is time to.
     *
     * @param what what is counted, for example {@code records sent}
     * @param done how many are done
     * @param total how many there are; 0 or less where nobody knows
     */
    public void at(String what, long done, long total) {
        long now = nanoTime.getAsLong();
        if (now - next < 0) {
            return;
        }
        next = now + (isTerminal ? TERMINAL_NANOS : PLAIN_NANOS);
        double seconds = Math.max(1e-3, (now - start) / 1e9);
        StringBuilder line = new StringBuilder().append(done);
        if (total > 0) {
            line.append(" of ")
                    .append(total)
                    .append(" (")
                    .append(100 * done / total)
                    .append(" %)");
        }
        line.append(' ')
                .append(what)
                .append(", ")
                .append(Math.round(done / seconds))
                .append("/s");
        print(line.toString());
    }

    /** Says what happens now, if it is time to. */
    public void step(String what) {
        long now = nanoTime.getAsLong();
        if (now - next >= 0) {
            next = now + (isTerminal ? TERMINAL_NANOS : PLAIN_NANOS);
            print(what);
        }
    }

    private void print(String line) {
        String safe = Printable.of(line);
        if (isTerminal) {
            err.print("\r" + safe + " ".repeat(Math.max(0, width - safe.length())));
            width = safe.length();
        } else {
            err.println(safe);
        }
        err.flush();
    }

    /** Clears the line on a terminal. */
    @Override
    public void close() {
        if (isTerminal && width > 0) {
            err.print("\r" + " ".repeat(width) + "\r");
            err.flush();
            width = 0;
        }
    }
}
