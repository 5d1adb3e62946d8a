package dev.winnow.evaluation.datasets;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tabular sets that {@code winnow eval} knows by name. A set is a line here, in the order of the quality page. */
public final class TabularSets {
    /** The set that needs no files. */
    public static final String GENERATED = "modes";

    private static final String ONE_PASS = "one pass in file order";

    private static final List<Known> KNOWN = List.of(
            new Known("nsl-kdd", NslKdd::protocols),
            new Known("kdd-http", folder -> onePass(folder, "http")),
            new Known("shuttle", "feedback-tabular", folder -> onePass(folder, "shuttle")),
            new Known("mammography", "feedback-tabular", folder -> onePass(folder, "mammography")),
            new Known("satellite", "feedback-tabular", folder -> onePass(folder, "satellite")),
            new Known(GENERATED, folder -> ModeTables.protocols()));

    private TabularSets() {}

    /** Reads a set's folder. */
    @FunctionalInterface
    private interface Reader {
        List<TabularProtocol> read(Path folder);
    }

    private record Known(String name, String folder, Reader reader) {
        Known(String name, Reader reader) {
            this(name, name, reader);
        }
    }

    public static List<String> names() {
        return KNOWN.stream().map(Known::name).toList();
    }

    /**
     * Reads a set.
     *
     * @param data folder that has the set's folder below it, or the set's folder itself
     * @throws DataSetException EVL-001 for an unknown set, EVL-003 if a file cannot be read
     */
    public static List<TabularProtocol> read(String name, Path data) {
        for (Known known : KNOWN) {
            if (known.name().equals(name)) {
                return known.reader().read(folder(data, known.folder()));
            }
        }
        throw new DataSetException(
                DataSetException.Cause.REQUEST,
                "EVL-001 set \"" + name + "\": must be one of " + names() + "; name one of them");
    }

    /** The set's folder below the data, or the data themselves where there is none. */
    static Path folder(Path data, String name) {
        Path below = data.resolve(name);
        return Files.isDirectory(below) ? below : data;
    }

    private static List<TabularProtocol> onePass(Path folder, String name) {
        Table table = CsvTable.read(folder.resolve(name + ".csv.gz")).labelled("label", null);
        return List.of(TabularProtocol.stream("stream", ONE_PASS, table, TabularProtocol.PeerInput.RAW));
    }
}
