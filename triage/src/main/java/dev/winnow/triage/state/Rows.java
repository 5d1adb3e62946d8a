package dev.winnow.triage.state;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keyed rows of one kind of state. The topology gives each a named, logged store of the task, so that whatever triage
 * writes commits or aborts together with what it emits. Nothing of triage's state lives anywhere else.
 */
public interface Rows {
    byte @Nullable [] get(String key);

    void put(String key, byte[] value);

    void delete(String key);

    /** Visits the rows whose key starts with the prefix, in ascending order of the keys' UTF-8 bytes. The visitor must not write. */
    void forEach(String prefix, BiConsumer<String, byte[]> visitor);
}
