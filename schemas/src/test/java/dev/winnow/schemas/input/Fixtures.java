package dev.winnow.schemas.input;

import dev.winnow.schemas.event.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The fixture pairs: per format a folder with input files and, beside each, the events that it must give. */
final class Fixtures {
    private static final Path ROOT =
            Path.of(System.getProperty("winnow.root", ".."), "schemas/src/test/resources/inputs");

    private Fixtures() {}

    static List<Path> inputs(String format) {
        Path folder = ROOT.resolve(format);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.toString().endsWith(".expected"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file's bytes; a {@code .hex} file holds them in hexadecimal. */
    static byte[] bytes(Path file) {
        try {
            return file.toString().endsWith(".hex")
                    ? HexFormat.of().parseHex(Files.readString(file).replaceAll("\\s", ""))
                    : Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String expected(Path input) {
        try {
            return Files.readString(input.resolveSibling(input.getFileName() + ".expected"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<byte[]> records(byte[] file, Framing framing, int maxRecordBytes) {
        List<byte[]> records = new ArrayList<>();
        new RecordSplitter(new ByteArrayInputStream(file), framing, maxRecordBytes).forEachRemaining(records::add);
        return records;
    }

    /** Every record of every fixture of a format. */
    static List<byte[]> records(InputFormat format) {
        List<byte[]> records = new ArrayList<>();
        for (Path input : inputs(format.name())) {
            records.addAll(records(bytes(input), format.framing(), InputOptions.DEFAULT_MAX_RECORD_BYTES));
        }
        return records;
    }

    static String text(Decoded decoded) {
        if (decoded instanceof Decoded.Refused refused) {
            return refused.rejection().code() + " " + refused.rejection().reason();
        }
        Decoded.Accepted accepted = (Decoded.Accepted) decoded;
        return text(accepted.event()) + (accepted.tenant().isEmpty() ? "" : "tenant " + accepted.tenant() + "\n");
    }

    /** Type, entity and time on a line, then one line a field, numbers before texts, in order of their names. */
    static String text(Event event) {
        StringBuilder text = new StringBuilder(event.type())
                .append(' ')
                .append(event.entity())
                .append(' ')
                .append(Instant.ofEpochMilli(event.timeMillis()))
                .append('\n');
        new TreeMap<>(event.numbers())
                .forEach((name, value) -> text.append("  ")
                        .append(name)
                        .append(" = ")
                        .append(value)
                        .append('\n'));
        new TreeMap<>(event.texts())
                .forEach((name, value) -> text.append("  ")
                        .append(name)
                        .append(": ")
                        .append(value.replace("\n", "\\n").replace("\u0007", "\\a"))
                        .append('\n'));
        return text.toString();
    }

    static Decoded decode(String format, String record) {
        return decode(format, InputOptions.defaults(), record);
    }

    static Decoded decode(String format, InputOptions options, String record) {
        return InputFormats.create(format, options).decode(record.getBytes(StandardCharsets.UTF_8));
    }

    static Event accepted(Decoded decoded) {
        if (decoded instanceof Decoded.Accepted accepted) {
            return accepted.event();
        }
        throw new AssertionError("refused: " + text(decoded));
    }
}
