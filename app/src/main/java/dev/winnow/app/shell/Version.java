package dev.winnow.app.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine;

/** The version of this build. */
public final class Version implements CommandLine.IVersionProvider {
    /** The version, for example {@code 0.1.0}. */
    public static String text() {
        try (InputStream in = Version.class.getResourceAsStream("/winnow-version.properties")) {
            if (in == null) {
                throw new IllegalStateException("winnow-version.properties must be on the class path");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {"winnow " + text() + ", Java " + Runtime.version().feature()};
    }
}
