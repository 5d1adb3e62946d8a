package dev.winnow.app.run.file;

import dev.winnow.app.run.local.LocalRun;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Progress;
import dev.winnow.schemas.input.Decoded;
import dev.winnow.schemas.input.InputFormat;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.input.RecordSplitter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The records of files, in order, and where each of them stands. One thread. */
public final class FileFeed {
    /** Records that are looked at for the time at which a file begins; whatever is wrong with a file's head is over by then. */
    private static final int HEAD_RECORDS = 50;

    /** Records that are looked at for the time at which a file ends: a copy of a live file ends within a record. */
    private static final int TAIL_RECORDS = 16;

    private final List<Path> files;
    private final InputFormat format;
    private final InputOptions options;
    private final List<Fed> fed = new ArrayList<>();
    private long records;

    /** A record's place; the line on which it ends, from 1, or 0 where the format has no lines. */
    public record Place(Path file, long line) {}

    /** A file that was sent, with its first record's number in the run and the places where line and number part. */
    private static final class Fed {
        private final Path file;
        private final long first;
        private final List<long[]> steps = new ArrayList<>();
        private long count;
        private long refused;
        private @Nullable Instant from;
        private @Nullable Instant to;

        Fed(Path file, long first) {
            this.file = file;
            this.first = first;
        }

        void add(long line) {
            long[] last = steps.isEmpty() ? new long[] {0, 0} : steps.get(steps.size() - 1);
            if (steps.isEmpty() || line - last[1] != count - last[0]) {
                steps.add(new long[] {count, line});
            }
            count++;
        }

        long line(long record) {
            long index = record - first;
            int low = 0;
            int high = steps.size() - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (steps.get(middle)[0] <= index) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            long[] step = steps.get(low);
            return step[1] == 0 ? 0 : step[1] + index - step[0];
        }
    }

    FileFeed(List<Path> files, InputFormat format, InputOptions options) {
        this.files = List.copyOf(files);
        this.format = format;
        this.options = options;
    }

    /**
     * The files in the order of the events that they begin with, for a shell names the newest of rotated logs first. Files in
     * which no record has a time stay behind the one before them.
     *
     * @throws CommandFailure CLI-020 for a file that cannot be read
     */
    public static List<Path> inOrderOfTime(List<Path> files, InputFormat format, InputOptions options) {
        if (files.size() < 2) {
            return files;
        }
        record Dated(Path file, long millis) {}
        List<Dated> dated = new ArrayList<>();
        long before = Long.MIN_VALUE;
        for (Path file : files) {
            before = beginning(file, format, options).orElse(before);
            dated.add(new Dated(file, before));
        }
        return dated.stream()
                .sorted(Comparator.comparingLong(Dated::millis))
                .map(Dated::file)
                .toList();
    }

    /** Whether one of the first records of a file has a time of its own. */
    public static boolean hasTimes(Path file, InputFormat format, InputOptions options) {
        return beginning(file, format, options).isPresent();
    }

    private static OptionalLong beginning(Path file, InputFormat format, InputOptions options) {
        return head(file, format, options, HEAD_RECORDS).stream()
                .map(FileFeed::time)
                .flatMap(Optional::stream)
                .mapToLong(Instant::toEpochMilli)
                .findFirst();
    }

    /** What the first records of a file decode to. */
    static List<Decoded> head(Path file, InputFormat format, InputOptions options, int atMost) {
        List<Decoded> first = new ArrayList<>();
        try (InputStream in = open(file)) {
            RecordSplitter splitter = RecordSplitter.of(in, format, options);
            while (splitter.hasNext() && first.size() < atMost) {
                first.add(format.decode(splitter.next()));
            }
            return first;
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(file, e);
        }
    }

    /** Sends everything. */
    void send(LocalRun run, String topic, long ingestMillis, Progress progress) {
        for (Path file : files) {
            Fed now = new Fed(file, records);
            fed.add(now);
            ArrayDeque<byte[]> last = new ArrayDeque<>();
            try (InputStream in = open(file)) {
                RecordSplitter splitter = RecordSplitter.of(in, format, options);
                while (splitter.hasNext()) {
                    byte[] record = splitter.next();
                    if (last.size() == TAIL_RECORDS) {
                        last.removeLast();
                    }
                    last.addFirst(record);
                    now.add(splitter.line());
                    // Rows may have no time but that of their record, and come one after the other.
                    run.send(topic, record, options.mapping().rows() ? ingestMillis + records : ingestMillis);
                    records++;
                    progress.at("records sent", records, 0);
                }
            } catch (IOException | UncheckedIOException e) {
                throw unreadable(file, e);
            }
            if (now.count > 0) {
                now.from = head(file, format, options, HEAD_RECORDS).stream()
                        .map(FileFeed::time)
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse(null);
                now.to = last.stream()
                        .map(format::decode)
                        .map(FileFeed::time)
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse(null);
            }
        }
    }

    /** Records that were sent. */
    long records() {
        return records;
    }

    /** Where a record stands. */
    Optional<Place> place(long record) {
        return of(record).map(file -> new Place(file.file, file.line(record)));
    }

    /** Counts a record as refused. */
    void refused(long record) {
        of(record).ifPresent(file -> file.refused++);
    }

    private Optional<Fed> of(long record) {
        for (Fed file : fed) {
            if (record >= file.first && record < file.first + file.count) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** One object a file, in the order in which they were sent; {@code from} and {@code to} are the times of its first and last event. */
    List<Map<String, @Nullable Object>> document() {
        List<Map<String, @Nullable Object>> document = new ArrayList<>();
        for (Fed file : fed) {
            Map<String, @Nullable Object> entry = new LinkedHashMap<>();
            entry.put("path", file.file.toString());
            entry.put("format", format.name());
            entry.put("records", file.count);
            entry.put("deadLetters", file.refused);
            entry.put("from", file.from == null ? null : file.from.toString());
            entry.put("to", file.to == null ? null : file.to.toString());
            document.add(entry);
        }
        return document;
    }

    /** Rows without a time of their own have none here: they were decoded without that of their record. */
    private static Optional<Instant> time(Decoded decoded) {
        return decoded instanceof Decoded.Accepted accepted && accepted.event().timeMillis() != 0
                ? Optional.of(Instant.ofEpochMilli(accepted.event().timeMillis()))
                : Optional.empty();
    }

    private static InputStream open(Path file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    private static CommandFailure unreadable(Path file, Exception cause) {
        return new CommandFailure(
                ExitCode.FILE,
                "CLI-020 \"" + file + "\": must be a readable file; found "
                        + cause.getClass().getSimpleName() + ": " + cause.getMessage(),
                cause);
    }
}
