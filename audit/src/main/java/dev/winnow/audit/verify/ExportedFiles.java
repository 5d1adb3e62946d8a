package dev.winnow.audit.verify;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The files of an exported directory, wherever they lie. */
public interface ExportedFiles {
    /** Names of all files in the directory itself, sorted. */
    List<String> names() throws IOException;

    /** The content of a file; the caller closes it. */
    InputStream open(String name) throws IOException;
}
