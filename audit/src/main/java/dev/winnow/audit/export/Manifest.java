package dev.winnow.audit.export;

import dev.winnow.audit.entry.Hash;
import dev.winnow.audit.entry.Origin;
import dev.winnow.audit.json.JsonReader;
import dev.winnow.audit.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an exported directory holds. It is not authenticated: it explains the files, and reveals accidents, but an attacker
 * who can change a file can change it too.
 *
 * @param chains in the order of the report
 */
public record Manifest(List<Chain> chains) {
    /** Name of the manifest in the directory. */
    public static final String FILE = "manifest.json";

    /** Most bytes of a manifest. */
    public static final int MAXIMUM_BYTES = 1 << 22;

    private static final String FORMAT = "winnow-audit-export/1";
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,126}\\.chain");

    /**
     * One chain file.
     *
     * @param file name in the directory, ending in {@code .chain}
     * @param from number of the first entry, -1 for a file without entries
     * @param to number of the last entry, -1 for a file without entries
     * @param sha256 of the whole file
     */
    public record Chain(String file, Origin origin, Hash cid, long from, long to, Hash sha256) {
        public Chain {
            if (!FILE_NAME.matcher(file).matches()) {
                throw new IllegalArgumentException(
                        "AUD-012 manifest: file must be 1 to 127 of A-Z a-z 0-9 . _ - and end in"
                                + " .chain, without a path");
            }
            if (from < -1 || to < -1) {
                throw new IllegalArgumentException(
                        "AUD-012 manifest: from and to must be -1 or more, were " + from + " and " + to);
            }
        }
    }

    public Manifest {
        chains = List.copyOf(chains);
        Set<String> files = new HashSet<>();
        for (Chain chain : chains) {
            if (!files.add(chain.file())) {
                throw new IllegalArgumentException("AUD-012 manifest: file \"" + chain.file() + "\" is listed twice");
            }
        }
    }

    /** Reads a manifest; unknown members are ignored, anything else wrong is an {@link IllegalArgumentException}, AUD-012 or AUD-015. */
    public static Manifest parse(byte[] json) {
        if (json.length > MAXIMUM_BYTES) {
            throw wrong("must have at most " + MAXIMUM_BYTES + " bytes, has " + json.length);
        }
        if (!(JsonReader.parse(json) instanceof Map<?, ?> document)) {
            throw wrong("must be an object");
        }
        if (!FORMAT.equals(document.get("format"))) {
            throw wrong("format must be \"" + FORMAT + "\"");
        }
        if (!(document.get("chains") instanceof List<?> rows)) {
            throw wrong("chains must be a list");
        }
        List<Chain> chains = new ArrayList<>();
        for (Object row : rows) {
            if (!(row instanceof Map<?, ?> chain)) {
                throw wrong("chains must be objects");
            }
            chains.add(new Chain(
                    text(chain, "file"),
                    Origin.parse(text(chain, "origin")),
                    Hash.parse(text(chain, "cid")),
                    number(chain, "from"),
                    number(chain, "to"),
                    Hash.parse(text(chain, "sha256"))));
        }
        return new Manifest(chains);
    }

    /** The file's bytes. */
    public byte[] encode() {
        JsonWriter json = new JsonWriter();
        json.beginObject().name("format").value(FORMAT).name("chains").beginArray();
        for (Chain chain : chains) {
            json.beginObject();
            json.name("file").value(chain.file());
            json.name("origin").value(chain.origin().line());
            json.name("cid").value(chain.cid().hex());
            json.name("from").value(chain.from());
            json.name("to").value(chain.to());
            json.name("sha256").value(chain.sha256().hex());
            json.endObject();
        }
        return json.endArray().endObject().finish().getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(Map<?, ?> row, String name) {
        if (row.get(name) instanceof String text) {
            return text;
        }
        throw wrong("chain must have text \"" + name + "\"");
    }

    private static long number(Map<?, ?> row, String name) {
        if (row.get(name) instanceof Long number) {
            return number;
        }
        throw wrong("chain must have whole number \"" + name + "\"");
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("AUD-012 manifest: " + what);
    }
}
