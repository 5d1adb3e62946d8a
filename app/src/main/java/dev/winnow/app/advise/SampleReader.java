package dev.winnow.app.advise;

import dev.winnow.schemas.event.Event;
import dev.winnow.schemas.input.Decoded;
import dev.winnow.schemas.input.InputFormat;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.input.Mapping;
import dev.winnow.schemas.input.RecordSplitter;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the first rows of a file as Winnow itself would. Stateless.
 *
 * <p>A CSV without a time or an entity is read all the same: its rows are taken in order, as of one entity.
 */
public final class SampleReader {
    // Such a file gets two columns of its own in front, and they are left out of the sample: so there is one CSV
    // parser, and what is a number, a text or missing here is so in production.

    /** Names that people give to the column of the event time, the format's own two first. */
    private static final List<String> TIME_NAMES =
            List.of("time", "timestamp", "ts", "datetime", "date_time", "date", "@timestamp", "event_time");

    private static final List<String> ENTITY_NAMES = List.of("entity", "src_ip", "host", "user");
    private static final String ROW_TIME = "winnow.row.time";
    private static final String ROW_ENTITY = "winnow.row.entity";

    /** 2000-01-01T00:00Z in seconds; a row a second from there. */
    private static final long FIRST_SECOND = 946_684_800L;

    /** Values that are kept at most, 160 MB. */
    private static final long MOST_CELLS = 20_000_000;

    /**
     * What to read and how.
     *
     * @param format name of an input format
     * @param timeField column or field of the event time, empty to find it
     * @param entityField column or field of the entity, empty to find it
     * @param rows most rows
     * @param ignored columns to leave out
     */
    public record Request(String format, String timeField, String entityField, int rows, Set<String> ignored) {
        public Request {
            ignored = Set.copyOf(ignored);
        }
    }

    private SampleReader() {}

    /**
     * Reads a sample; the stream stays open.
     *
     * @throws UncheckedIOException if the stream fails
     */
    static Read read(InputStream in, Request request) {
        InputOptions plain = InputOptions.defaults();
        RecordSplitter records = RecordSplitter.of(in, InputFormats.create(request.format(), plain), plain);
        Plan plan = null;
        Sample sample = new Sample(true, List.of());
        long rows = request.rows();
        for (long row = 0; sample.rows() < rows && records.hasNext(); row++) {
            byte[] record = records.next();
            if (plan == null) {
                plan = plan(record, request);
                sample = new Sample(plan.hasTime, plan.header);
            }
            Decoded decoded = plan.decoder.decode(plan.prefixed(record, row));
            if (decoded instanceof Decoded.Accepted accepted) {
                sample.add(without(accepted.event(), request.ignored()));
                rows = Math.min(rows, MOST_CELLS / Math.max(1, sample.width()));
            } else if (decoded instanceof Decoded.Refused refused) {
                sample.refuse(
                        refused.rejection().code() + " " + refused.rejection().reason());
            }
        }
        boolean isWhole = !records.hasNext();
        return new Read(sample, isWhole, plan == null ? "" : plan.timeField, plan == null ? "" : plan.entityField);
    }

    /**
     * A sample and how it was read.
     *
     * @param isWhole true if the file has no more
     * @param timeField column of the event time; empty if there is none, or if the format knows
     * @param entityField column of the entity; empty if there is none, or if the format knows
     */
    record Read(Sample sample, boolean isWhole, String timeField, String entityField) {}

    private record Plan(
            InputFormat decoder,
            List<String> header,
            boolean hasTime,
            String timeField,
            String entityField,
            int added) {
        /** The record with the columns that it lacks in front of its header and of its row. */
        byte[] prefixed(byte[] record, long row) {
            if (added == 0) {
                return record;
            }
            String names = "";
            String values = "";
            if ((added & 1) != 0) {
                names += ROW_TIME + ",";
                values += (FIRST_SECOND + row) + ",";
            }
            if ((added & 2) != 0) {
                names += ROW_ENTITY + ",";
                values += "all,";
            }
            String text = new String(record, StandardCharsets.UTF_8);
            int end = headerEnd(text);
            return (names + text.substring(0, end) + "\n" + values + text.substring(Math.min(text.length(), end + 1)))
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private static Plan plan(byte[] first, Request request) {
        if (!request.format().equals("csv")) {
            Mapping mapping = new Mapping(request.timeField(), "auto", request.entityField(), "", Map.of(), Map.of());
            InputOptions options = request.format().equals("json")
                    ? InputOptions.defaults().withMapping(mapping)
                    : InputOptions.defaults().withEntityField(request.entityField());
            return new Plan(
                    InputFormats.create(request.format(), options),
                    List.of(),
                    true,
                    request.timeField(),
                    request.entityField(),
                    0);
        }
        List<String> header = header(new String(first, StandardCharsets.UTF_8));
        String time = request.timeField().isEmpty() ? named(header, TIME_NAMES) : request.timeField();
        String entity = request.entityField().isEmpty() ? named(header, ENTITY_NAMES) : request.entityField();
        Mapping mapping = new Mapping(
                time == null ? ROW_TIME : time, "auto", entity == null ? ROW_ENTITY : entity, "", Map.of(), Map.of());
        return new Plan(
                InputFormats.create("csv", InputOptions.defaults().withMapping(mapping)),
                header,
                time != null,
                time == null ? "" : time,
                entity == null ? "" : entity,
                (time == null ? 1 : 0) | (entity == null ? 2 : 0));
    }

    private static @Nullable String named(List<String> header, List<String> names) {
        for (String name : names) {
            for (String column : header) {
                if (column.toLowerCase(Locale.ROOT).equals(name)) {
                    return column;
                }
            }
        }
        return null;
    }

    private static List<String> header(String record) {
        List<String> names = new ArrayList<>();
        for (String name : record.substring(0, headerEnd(record)).split(",", -1)) {
            String bare = name.strip();
            boolean isQuoted = bare.length() >= 2 && bare.startsWith("\"") && bare.endsWith("\"");
            names.add(isQuoted ? bare.substring(1, bare.length() - 1) : bare);
        }
        return names;
    }

    private static int headerEnd(String record) {
        boolean isQuoted = false;
        for (int i = 0; i < record.length(); i++) {
            isQuoted ^= record.charAt(i) == '"';
            if (record.charAt(i) == '\n' && !isQuoted) {
                return i;
            }
        }
        return record.length();
    }

    private static Event without(Event event, Set<String> ignored) {
        Set<String> left = new HashSet<>(ignored);
        left.add(ROW_TIME);
        left.add(ROW_ENTITY);
        Map<String, Double> numbers = new HashMap<>(event.numbers());
        Map<String, String> texts = new HashMap<>(event.texts());
        numbers.keySet().removeAll(left);
        texts.keySet().removeAll(left);
        return new Event(event.type(), event.entity(), event.timeMillis(), numbers, texts);
    }
}
