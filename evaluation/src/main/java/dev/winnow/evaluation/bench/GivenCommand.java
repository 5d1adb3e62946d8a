package dev.winnow.evaluation.bench;

import picocli.CommandLine.Model.CommandSpec;

/** The command line that a document was made by. */
public final class GivenCommand {
    private GivenCommand() {}

    /** The words as they were given, after the program's name. */
    public static String of(CommandSpec spec) {
        return "winnow "
                + String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    }
}
