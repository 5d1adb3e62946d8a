package dev.winnow.evaluation.bench;

import dev.winnow.app.cli.CommandContext;
import dev.winnow.app.cli.CommonOptions;
import dev.winnow.app.config.Guarantee;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Progress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code winnow bench pipeline}: the whole topology beside two floors on one broker. */
@Command(
        name = "pipeline",
        description = {
            "Events per second, CPU per event, event-to-alert latency and heap of the whole topology, with two floors:",
            "a Streams application that copies records, and one that also gets and puts a 200-byte row per record.",
            "All three run against one broker inside this process, in turns."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured",
            "1:not measured; what failed stands on stderr",
            ExitCode.USAGE_HELP,
            ExitCode.CONFIGURATION_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  winnow bench pipeline",
            "  winnow bench pipeline --stages",
            "  WINNOW_JAVA_OPTS=-Xmx2g winnow bench pipeline --events 1000000 --json",
            "  winnow bench pipeline --threads 2 --partitions 2 --guarantee at_least_once"
        })
final class PipelineCommand implements Callable<Integer> {
    private final CommandContext context;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "120000",
            description = "Events that Winnow is measured on, over all rounds; default: ${DEFAULT-VALUE}.")
    private long events = 120_000;

    @Option(
            names = "--rounds",
            paramLabel = "R",
            defaultValue = "3",
            description = "Rounds, after one that does not count; figures are medians; default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(
            names = "--threads",
            paramLabel = "T",
            defaultValue = "1",
            description = "Stream threads of each application; default: ${DEFAULT-VALUE}.")
    private int threads = 1;

    @Option(
            names = "--partitions",
            paramLabel = "P",
            defaultValue = "1",
            description = "Partitions of the input topics, and tasks of detect; default: ${DEFAULT-VALUE}.")
    private int partitions = 1;

    @Option(
            names = "--guarantee",
            paramLabel = "G",
            defaultValue = "exactly_once_v2",
            description = "exactly_once_v2 or at_least_once, for all three; default: ${DEFAULT-VALUE}.")
    private Guarantee guarantee = Guarantee.EXACTLY_ONCE_V2;

    @Option(
            names = "--latency-seconds",
            paramLabel = "S",
            defaultValue = "20",
            description = "How long latency is measured at half the measured rate; default: ${DEFAULT-VALUE}.")
    private int latencySeconds = 20;

    @Option(names = "--stages", description = "Also what each stage of Winnow costs: CPU and bytes written per event.")
    private boolean isProfiled;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration: detectors, triage, feature sets; inputs, threads and guarantee are not used.")
    private @Nullable Path config;

    PipelineCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        PipelinePlan plan;
        try {
            plan = new PipelinePlan(events, rounds, threads, partitions, guarantee, latencySeconds);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        PipelineReport report;
        try (Progress progress = common.progress()) {
            report = new PipelineBench(configuration(), plan, isProfiled).run(GivenCommand.of(spec), progress);
        }
        if (common.isJson()) {
            common.json().write(report.toJson());
        } else {
            common.out().print(report.toTable());
            common.out().flush();
        }
        return ExitCode.OK;
    }

    /** The configuration with the plan's threads and guarantee, given as the environment gives them. */
    private WinnowConfig configuration() {
        Map<String, String> environment = new TreeMap<>(context.environment());
        environment.put("WINNOW_THREADS", Integer.toString(threads));
        environment.put("WINNOW_GUARANTEE", guarantee.name().toLowerCase(Locale.ROOT));
        return config == null
                ? WinnowConfig.parse("", "command line", Path.of(""), environment)
                : WinnowConfig.load(config, environment);
    }
}
