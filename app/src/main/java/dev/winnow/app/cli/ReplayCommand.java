package dev.winnow.app.cli;

import dev.winnow.app.run.replay.FileReplay;
import dev.winnow.app.run.replay.LiveReplay;
import dev.winnow.app.run.replay.Replayed;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Printable;
import dev.winnow.app.shell.Progress;
import dev.winnow.app.shell.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code winnow replay}: one decision computed once more. */
@Command(
        name = "replay",
        description = {
            "Compute one decision once more and print SAME, DIFFERENT or NOT HELD.",
            "With --run: the whole run of winnow triage --out again, and the alert's line byte for byte.",
            "Else from Kafka: the model before the event from its changelog, the scores bit for bit, the probability"
                    + " from the audited calibrator. The audit log holds no attribution, so that is not compared."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:SAME",
            "1:DIFFERENT; the fields are listed",
            ExitCode.USAGE_HELP,
            ExitCode.CONFIGURATION_HELP,
            ExitCode.UNREACHABLE_HELP,
            ExitCode.FILE_HELP,
            "6:NOT HELD: the changelog no longer reaches back, or the configuration is another",
            "7:there is no such decision"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  winnow replay 3f2a9c0b... --run run1",
            "  winnow replay 3f2a9c0b... -c winnow.yaml",
            "  winnow replay 3f2a9c0b... --bootstrap 127.0.0.1:9092 --application-id winnow --json"
        })
final class ReplayCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private DecisionPlace place = new DecisionPlace();

    @Parameters(index = "0", paramLabel = "ALERT", description = "Id of the alert or of the muted decision.")
    private String alertId = "";

    private final CommandContext context;

    ReplayCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Optional<Path> run = place.run("replay");
        Replayed replayed = run.isPresent()
                ? files(run.get())
                : place.live(context, target -> new LiveReplay(target.config(), Version.text()).replay(alertId));
        if (common.isJson()) {
            common.json().write(replayed.toJson());
        } else {
            common.out()
                    .println(replayed.outcome().text() + " " + Printable.of(replayed.alertId()) + " ("
                            + replayed.compared().size() + " compared)");
            replayed.differences()
                    .forEach(difference -> common.out()
                            .println("  " + Printable.of(difference.field()) + ": recorded "
                                    + Printable.of(difference.recorded()) + ", recomputed "
                                    + Printable.of(difference.recomputed())));
            replayed.notes().forEach(note -> common.out().println("  " + Printable.of(note)));
            common.out().flush();
        }
        return replayed.outcome().exitCode();
    }

    private Replayed files(Path recorded) throws IOException {
        try (TemporaryFolder scratch = new TemporaryFolder("winnow-replay-");
                Progress progress = common.progress()) {
            return new FileReplay(DecisionPlace.recorded(recorded, scratch, context)).replay(alertId, progress);
        }
    }
}
