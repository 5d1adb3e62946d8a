package dev.winnow.schemas.output;

import dev.winnow.wire.Alert;

/** One sink format for alerts. Implementations are immutable and thread-safe. */
public interface OutputFormat {
    /** Name as the configuration has it, for example {@code ecs}. */
    String name();

    /** The alert in this format, UTF-8 where the format is text; the same alert gives the same bytes. */
    byte[] encode(Alert alert);
}
