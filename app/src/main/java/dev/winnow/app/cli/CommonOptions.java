package dev.winnow.app.cli;

import dev.winnow.app.shell.Progress;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What every command has: {@code --json}, {@code -v}, {@code --help}, and where it prints. Use as
 * {@code @Mixin CommonOptions common}.
 */
public final class CommonOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON document on stdout instead of text.")
    private boolean isJson;

    @Option(
            names = {"-v", "--verbose"},
            description = "More on stderr: log messages from INFO up, stack traces of errors.")
    private boolean isVerbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean isHelp;

    private @Nullable JsonOut json;
    private @Nullable Progress progress;

    /** Whether one JSON document is asked for. */
    public boolean isJson() {
        return isJson;
    }

    /** Whether more is asked for on stderr. */
    public boolean isVerbose() {
        return isVerbose;
    }

    /** Standard output. Only results go there. */
    public PrintWriter out() {
        return spec().commandLine().getOut();
    }

    /** Standard error: notes, progress. */
    public PrintWriter err() {
        return spec().commandLine().getErr();
    }

    /** The one JSON document of this command. */
    public JsonOut json() {
        JsonOut writer = json == null ? new JsonOut(out()) : json;
        json = writer;
        return writer;
    }

    /** Progress on stderr; the same for the whole command. */
    public Progress progress() {
        Progress shown = progress == null ? Progress.onStderr(err()) : progress;
        progress = shown;
        return shown;
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("CommonOptions must be a @Mixin of a command");
        }
        return spec;
    }
}
