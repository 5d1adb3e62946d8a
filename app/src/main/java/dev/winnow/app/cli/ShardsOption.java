package dev.winnow.app.cli;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import picocli.CommandLine.Option;

/** The shards of a run inside this process. */
final class ShardsOption {
    /** More share the two or three cores of such a run; each takes memory for its models. */
    private static final int MOST = 64;

    @Option(
            names = "--shards",
            paramLabel = "N",
            defaultValue = "1",
            description = "Partitions of the re-keyed events, each with models of its own, 1 to 64; default:"
                    + " ${DEFAULT-VALUE}.")
    private int shards = 1;

    /** @throws CommandFailure CLI-045 where it is out of range */
    int number() {
        if (shards < 1 || shards > MOST) {
            throw new CommandFailure(
                    ExitCode.USAGE, "CLI-045 --shards: must be between 1 and " + MOST + ", was " + shards);
        }
        return shards;
    }
}
