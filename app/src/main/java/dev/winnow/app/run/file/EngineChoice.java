package dev.winnow.app.run.file;

import dev.winnow.detectors.feature.TableColumn;
import dev.winnow.schemas.event.Event;
import dev.winnow.schemas.input.Decoded;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which engine judges the records of a generic file, by its first {@value #PEEKED_RECORDS} records.
 *
 * @param options options with which the records are read
 * @param reason what speaks for a table, for people; empty where the records are events of entities
 */
public record EngineChoice(InputOptions options, String reason) {
    static final int PEEKED_RECORDS = 1000;

    /** Share of a column's values that must be words for it to be a column of words. */
    private static final double WORDS = 0.05;

    /** The options as they are for another format than json and csv, or where a type says what the records are. */
    public static EngineChoice of(Path file, String format, InputOptions options) {
        EngineChoice events = new EngineChoice(options, "");
        boolean isGeneric = format.equals("csv") || format.equals("json");
        if (!isGeneric
                || !options.mapping().type().isEmpty()
                || options.mapping().rows()) {
            return events;
        }
        InputOptions rows = options.withMapping(options.mapping().ofRows());
        List<Event> asEvents = accepted(file, format, options);
        if (asEvents.isEmpty()) {
            List<Event> asRows = accepted(file, format, rows);
            return asRows.isEmpty()
                    ? events
                    : new EngineChoice(
                            rows, "no record has both an entity and a time by which its past could be known");
        }
        Set<String> entities = new HashSet<>();
        asEvents.forEach(event -> entities.add(event.entity()));
        if (entities.size() == 1 && hasWords(asEvents)) {
            return new EngineChoice(
                    rows,
                    "all records have one entity, and there are columns of words, which a history of numbers leaves out");
        }
        return events;
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

    private static boolean hasWords(List<Event> events) {
        List<Decoded> decoded = new ArrayList<>();
        events.forEach(event -> decoded.add(new Decoded.Accepted(event, "")));
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
