package dev.winnow.app.run.file;

import dev.winnow.detectors.feature.Engine;
import dev.winnow.detectors.feature.TableColumn;
import dev.winnow.schemas.event.Event;
import dev.winnow.schemas.input.Decoded;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which engine judges the records of a generic file, by its first {@value #PEEKED_RECORDS} records.
 *
 * @param engine the engine
 * @param options options with which the records are read
 * @param reason what speaks for it, for people; empty for other formats, and where it was asked for
 */
public record EngineChoice(Engine engine, InputOptions options, String reason) {
    static final int PEEKED_RECORDS = 1000;

    /** Share of a column's values that must be words for it to be a column of words. */
    private static final double WORDS = 0.05;

    /** Records of an entity whose steps say anything. */
    private static final int FEWEST_STEPS = 8;

    /** A step is as the others if it differs by less than this share of their median. */
    private static final double EVEN = 0.1;

    /** Share of even steps, and of records whose entities have them, from which on the records are series. */
    private static final double MOSTLY = 0.8;

    /**
     * Looks at a file; the engine of entities for another format than json and csv, or where a type says what the records are and no engine was asked for.
     *
     * @param wanted the engine that was asked for; null to choose
     */
    public static EngineChoice of(Path file, String format, InputOptions options, @Nullable Engine wanted) {
        boolean isGeneric = format.equals("csv") || format.equals("json");
        if (!isGeneric || wanted == null && !options.mapping().type().isEmpty()) {
            return new EngineChoice(Engine.ENTITIES, options, "");
        }
        if (options.mapping().rows()) {
            return new EngineChoice(wanted == null ? Engine.TABLE : wanted, options, "");
        }
        InputOptions rows = options.withMapping(options.mapping().ofRows());
        if (wanted == Engine.TABLE) {
            return new EngineChoice(Engine.TABLE, rows, "");
        }
        List<Event> events = accepted(file, format, options);
        if (wanted == Engine.SERIES) {
            return new EngineChoice(Engine.SERIES, events.isEmpty() ? rows : options, "");
        }
        if (wanted == Engine.ENTITIES) {
            return new EngineChoice(Engine.ENTITIES, options, "");
        }
        if (events.isEmpty()) {
            return ofRows(rows, accepted(file, format, rows), options);
        }
        boolean hasWords = hasWords(events);
        boolean isOne = events.stream().map(Event::entity).distinct().count() == 1;
        if (isOne && hasWords) {
            return new EngineChoice(
                    Engine.TABLE,
                    rows,
                    "all records have one entity, and there are columns of words, which a history of numbers leaves out");
        }
        if (!hasWords && isEven(events)) {
            return new EngineChoice(
                    Engine.SERIES, options, "the records of each entity come at even steps and hold numbers alone");
        }
        return new EngineChoice(
                Engine.ENTITIES, options, "the records have an entity and a time, and come at uneven steps");
    }

    private static EngineChoice ofRows(InputOptions rows, List<Event> events, InputOptions otherwise) {
        if (events.isEmpty()) {
            return new EngineChoice(Engine.ENTITIES, otherwise, "");
        }
        if (!hasWords(events) && isEven(events)) {
            return new EngineChoice(Engine.SERIES, rows, "the records come at even steps and hold numbers alone");
        }
        return new EngineChoice(
                Engine.TABLE, rows, "no record has both an entity and a time by which its past could be known");
    }

    /** Whether most records are of entities whose records follow one another at mostly equal steps. */
    private static boolean isEven(List<Event> events) {
        Map<String, List<Long>> times = new TreeMap<>();
        events.forEach(event ->
                times.computeIfAbsent(event.entity(), name -> new ArrayList<>()).add(event.timeMillis()));
        int even = 0;
        for (List<Long> own : times.values()) {
            if (own.size() >= FEWEST_STEPS) {
                long[] steps = new long[own.size() - 1];
                for (int i = 0; i < steps.length; i++) {
                    steps[i] = own.get(i + 1) - own.get(i);
                }
                long[] sorted = steps.clone();
                Arrays.sort(sorted);
                long median = sorted[sorted.length / 2];
                long equal = Arrays.stream(steps)
                        .filter(step -> Math.abs(step - median) <= EVEN * median)
                        .count();
                even += median > 0 && equal >= MOSTLY * steps.length ? own.size() : 0;
            }
        }
        return even >= MOSTLY * events.size();
    }

    /** The columns of rows, by name: those of words that say more than who the row is about, and those of numbers. */
    static List<TableColumn> columns(List<Decoded> rows) {
        Map<String, int[]> seen = new TreeMap<>();
        Map<String, Set<String>> words = new HashMap<>();
        for (Decoded row : rows) {
            if (row instanceof Decoded.Accepted accepted) {
                accepted.event().numbers().keySet().forEach(name -> count(seen, name)[0]++);
                accepted.event().texts().forEach((name, word) -> {
                    count(seen, name)[1]++;
                    words.computeIfAbsent(name, n -> new HashSet<>()).add(word);
                });
            }
        }
        List<TableColumn> columns = new ArrayList<>();
        seen.forEach((name, count) -> {
            boolean isWords = count[1] > WORDS * (count[0] + count[1]);
            boolean isConstant =
                    count[0] == 0 && words.getOrDefault(name, Set.of()).size() < 2;
            if (!isConstant) {
                columns.add(new TableColumn(name, isWords ? TableColumn.Kind.TEXT : TableColumn.Kind.NUMBER));
            }
        });
        return columns;
    }

    private static int[] count(Map<String, int[]> seen, String name) {
        return seen.computeIfAbsent(name, n -> new int[2]);
    }

    /** Whether there are words that say more than who a record is about. */
    private static boolean hasWords(List<Event> events) {
        List<Decoded> decoded = new ArrayList<>();
        for (Event event : events) {
            Map<String, String> others = new TreeMap<>(event.texts());
            others.values().removeIf(event.entity()::equals);
            Event reduced = new Event(event.type(), event.entity(), event.timeMillis(), event.numbers(), others);
            decoded.add(new Decoded.Accepted(reduced, ""));
        }
        return columns(decoded).stream().anyMatch(column -> column.kind() == TableColumn.Kind.TEXT);
    }

    private static List<Event> accepted(Path file, String format, InputOptions options) {
        List<Event> events = new ArrayList<>();
        for (Decoded decoded : FileFeed.head(file, InputFormats.create(format, options), options, PEEKED_RECORDS)) {
            if (decoded instanceof Decoded.Accepted accepted) {
                events.add(accepted.event());
            }
        }
        return events;
    }
}
