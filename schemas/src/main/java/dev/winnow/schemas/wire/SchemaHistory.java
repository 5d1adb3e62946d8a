package dev.winnow.schemas.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * Every schema that a release has written, oldest first, so that whatever stands on a topic or in an audit log can be read.
 * Immutable.
 *
 * <pre>
 * avro/history/releases            one line an entry: release, contract, fingerprint in 16 hexadecimal digits; # is a comment
 * avro/history/&lt;release&gt;/&lt;contract&gt;.avsc   the schema with all its parts, without documentation
 * </pre>
 *
 * <p>A release has an entry for each contract that it changed, and only for those.
 */
public final class SchemaHistory {
    private static final String FOLDER = "/avro/history/";

    private final List<Entry> entries;

    /**
     * A contract as releases wrote it, from this one on until the next entry of the same contract.
     *
     * @param release version of the first release that wrote it, for example {@code 0.1.0}
     */
    public record Entry(String release, Schema schema) {
        /** CRC-64-AVRO fingerprint, as it stands in each record of single-object encoding. */
        public long fingerprint() {
            return SchemaNormalization.parsingFingerprint64(schema);
        }
    }

    private SchemaHistory(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** A history of these entries, oldest first; the build's own is {@link #bundled}. */
    public static SchemaHistory of(List<Entry> entries) {
        return new SchemaHistory(entries);
    }

    /** The history that this build was made with. */
    public static SchemaHistory bundled() {
        return read(SchemaHistory::resource);
    }

    /**
     * @param files text of a file of the history by its path
     * @throws IllegalStateException if the index cannot be read, or an entry is not what was entered
     */
    static SchemaHistory read(UnaryOperator<String> files) {
        List<Entry> entries = new ArrayList<>();
        for (Line line : index(files.apply("releases"))) {
            Schema schema = new Schema.Parser().parse(files.apply(line.release + "/" + line.contract + ".avsc"));
            Entry entry = new Entry(line.release, schema);
            if (!fingerprint(schema).equals(line.fingerprint)) {
                throw new IllegalStateException(
                        "history of schemas: the entry of " + line.contract + " in release " + line.release
                                + " must be what that release wrote; it was changed; restore it from the release");
            }
            entries.add(entry);
        }
        return new SchemaHistory(entries);
    }

    /** The schema's CRC-64-AVRO fingerprint in 16 hexadecimal digits, as the index has it. */
    static String fingerprint(Schema schema) {
        return String.format(Locale.ROOT, "%016x", SchemaNormalization.parsingFingerprint64(schema));
    }

    public List<Entry> entries() {
        return entries;
    }

    /** Releases that changed a contract, oldest first. */
    public List<String> releases() {
        return entries.stream().map(Entry::release).distinct().toList();
    }

    /**
     * The contracts as that release wrote them, by full name: of each the newest entry up to it. Empty for a release before
     * the first entry.
     */
    public Optional<Map<String, Schema>> writtenBy(String release) {
        Map<String, Schema> written = new LinkedHashMap<>();
        until(release).forEach(entry -> written.put(entry.schema().getFullName(), entry.schema()));
        return written.isEmpty() ? Optional.empty() : Optional.of(written);
    }

    /** What was entered by that release and those before it. */
    List<Entry> until(String release) {
        Version last = Version.parse(release);
        return entries.stream()
                .filter(entry -> Version.parse(entry.release()).compareTo(last) <= 0)
                .toList();
    }

    private record Line(String release, String contract, String fingerprint) {}

    private static List<Line> index(String text) {
        List<Line> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split(" ", -1);
                if (parts.length != 3) {
                    throw new IllegalStateException("history of schemas: a line must be release, contract and"
                            + " fingerprint, was \"" + line + "\"");
                }
                lines.add(new Line(parts[0], parts[1], parts[2]));
            }
        }
        return lines;
    }

    private static String resource(String path) {
        try (InputStream in = SchemaHistory.class.getResourceAsStream(FOLDER + path)) {
            if (in == null) {
                throw new IllegalStateException("the build must hold " + FOLDER + path + "; it does not");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
