package dev.winnow.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.explain.AlertExplainer;
import dev.winnow.app.run.explain.EntityExplainer;
import dev.winnow.app.run.explain.Explanation;
import dev.winnow.app.run.explain.ExplanationText;
import dev.winnow.app.run.file.FileRun;
import dev.winnow.app.run.replay.PastDecisions;
import dev.winnow.app.run.replay.RecordedRun;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Printable;
import dev.winnow.app.shell.Progress;
import dev.winnow.app.shell.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code winnow explain}: why an event became an alert. */
@Command(
        name = "explain",
        description = {
            "Say why an event became an alert: what the alert says of itself, and what the model as it was says now.",
            "The forest's score by feature in two ways, along the paths of its trees and by Shapley's rule against ordinary"
                    + " events, and how often another draw of the trees would have put the same feature first.",
            "With --set: the same event with other values, judged by the same model. Nothing is written.",
            "With --not-alerted, of a run: what became of each event of an entity, those too that no alert came of."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.OK_HELP,
            ExitCode.FAILURE_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.CONFIGURATION_HELP,
            ExitCode.UNREACHABLE_HELP,
            ExitCode.FILE_HELP,
            "6:NOT HELD: the model or row of that time is gone; what is recorded is printed all the same",
            "7:there is no such decision"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  winnow explain 3f2a9c0b... --run run1",
            "  winnow explain 3f2a9c0b... -c winnow.yaml --json",
            "  winnow explain 3f2a9c0b... --run run1 --set bytes_out=1200 --set dest_port_rarity=0.5",
            "  winnow explain 3f2a9c0b... --run run1 --set bytes_out=        the value missing",
            "  winnow explain --not-alerted 10.0.0.7 --run run1"
        })
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private DecisionPlace place = new DecisionPlace();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ALERT",
            description = "Id of the alert or of the muted decision.")
    private String alertId = "";

    @Option(
            names = "--not-alerted",
            paramLabel = "ENTITY",
            description = "Instead of an alert: count what became of this entity's events. Needs --run.")
    private @Nullable String notAlerted;

    @Option(
            names = "--set",
            paramLabel = "FEATURE=VALUE",
            description = "Judge the event with this value, of a feature or of a table's column; may be repeated.")
    private Map<String, String> changes = new LinkedHashMap<>();

    private final CommandContext context;

    ExplainCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Optional<Path> run = place.run("explain");
        String entity = notAlerted;
        if ((entity != null) == !alertId.isEmpty() || entity != null && (run.isEmpty() || !changes.isEmpty())) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "CLI-047 explain: name either ALERT, or --not-alerted ENTITY with --run DIR and without --set");
        }
        if (entity != null && run.isPresent()) {
            return entity(run.get(), entity);
        }
        Explanation explanation = run.isPresent()
                ? files(run.get())
                : place.live(
                        context,
                        target -> new AlertExplainer(PastDecisions.of(target.config(), Version.text()))
                                .explain(alertId, null, changes));
        if (common.isJson()) {
            common.json().write(explanation.document());
        } else {
            ExplanationText.lines(explanation).forEach(line -> common.out().println(Printable.of(line)));
            common.out().flush();
        }
        return explanation.outcome().exitCode();
    }

    private int entity(Path directory, String entity) throws IOException {
        try (TemporaryFolder scratch = new TemporaryFolder("winnow-explain-");
                Progress progress = common.progress()) {
            RecordedRun recorded = DecisionPlace.recorded(directory, scratch, context);
            AtomicReference<@Nullable ObjectNode> made = new AtomicReference<>();
            String why = recorded.again(
                    (bootstrap, settings) -> made.set(
                            new EntityExplainer(new PastDecisions(kafka(bootstrap), settings), FileRun.TENANT, entity)
                                    .explain()),
                    progress);
            ObjectNode document = made.get();
            if (document == null) {
                throw new CommandFailure(Explanation.Outcome.NOT_HELD.exitCode(), "CLI-048 --run: " + why);
            }
            if (common.isJson()) {
                common.json().write(document);
            } else {
                EntityExplainer.lines(document).forEach(line -> common.out().println(Printable.of(line)));
                common.out().flush();
            }
            return document.path("exitCode").asInt();
        }
    }

    private static WinnowConfig kafka(String bootstrap) {
        return WinnowConfig.parse(
                "", "embedded broker", Path.of(""), Map.of("WINNOW_KAFKA__BOOTSTRAP_SERVERS", bootstrap));
    }

    /** The run once more, and a look at its topics before they go: the alert's line is that of the recorded run. */
    private Explanation files(Path directory) throws IOException {
        try (TemporaryFolder scratch = new TemporaryFolder("winnow-explain-");
                Progress progress = common.progress()) {
            RecordedRun recorded = DecisionPlace.recorded(directory, scratch, context);
            Optional<String> line = recorded.alert(alertId);
            if (line.isEmpty()) {
                return Explanation.unknown(
                        alertId, directory.resolve("alerts.jsonl").toString());
            }
            AtomicReference<@Nullable Explanation> made = new AtomicReference<>();
            String why = recorded.again(
                    (bootstrap, settings) -> made.set(new AlertExplainer(new PastDecisions(kafka(bootstrap), settings))
                            .explain(alertId, line.get(), changes)),
                    progress);
            Explanation explanation = made.get();
            return explanation == null ? AlertExplainer.recordedOnly(alertId, line.get(), why) : explanation;
        }
    }
}
