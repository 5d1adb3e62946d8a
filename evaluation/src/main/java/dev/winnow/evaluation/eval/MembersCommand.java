package dev.winnow.evaluation.eval;

import dev.winnow.app.cli.CommandContext;
import dev.winnow.app.cli.CommonOptions;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Progress;
import dev.winnow.evaluation.bench.GivenCommand;
import dev.winnow.evaluation.bench.Machine;
import dev.winnow.evaluation.datasets.DataSetException;
import dev.winnow.evaluation.datasets.EventSet;
import dev.winnow.evaluation.datasets.EventSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code winnow eval members}: which members the engine of entities should have, measured through the topology. */
@Command(
        name = MembersCommand.NAME,
        description = {
            "Compare members of the engine entities: the same events through the whole topology, as winnow triage has it, judged by"
                    + " the scores of the alerts.",
            "For each set it says which members the other sets would choose, and what those give on it.",
            "The sets are parts of nsl-kdd, zeek-labeled, kdd-http, nab and ait-alerts; --export writes them."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", ExitCode.FAILURE_HELP, ExitCode.USAGE_HELP, ExitCode.FILE_HELP},
        footerHeading = "%nExamples:%n",
        footer = {
            "  winnow eval members --json > docs/quality/members.json",
            "  winnow eval members --members rcf+ewma --members rcf+ewma:0.5+persistence:0.35 --seeds 1",
            "  winnow eval members --export sets"
        })
final class MembersCommand implements Callable<Integer> {
    static final String NAME = "members";

    private final CommandContext context;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Runs of each configuration on each set; default: ${DEFAULT-VALUE}.")
    private int seeds = 3;

    @Option(
            names = "--members",
            paramLabel = "NAME[:WEIGHT]+...",
            description = "Members to compare with the default ones; may be repeated; default: a list of some.")
    private List<String> members = List.of();

    @Option(
            names = "--against",
            paramLabel = "NAME[:WEIGHT]+...",
            description = "Members that a gain is stated against; default: those in force.")
    private @Nullable String against;

    @Option(names = "--set", split = ",", paramLabel = "S", description = "Only these sets; default: all.")
    private List<String> sets = List.of();

    @Mixin
    private DataFolder data = new DataFolder();

    @Option(
            names = "--export",
            paramLabel = "DIR",
            description =
                    "Measure nothing, but write the events and labels of each set, and print the command that triages them.")
    private @Nullable Path export;

    MembersCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        try {
            Path folder = data.path(context.environment());
            if (export != null) {
                write(folder, export).forEach(set -> common.out().println(set.command()));
                common.out().flush();
                return ExitCode.OK;
            }
            return measure(folder);
        } catch (DataSetException e) {
            throw EvalOptions.failure(e);
        }
    }

    private int measure(Path folder) throws IOException {
        if (seeds < 1 || seeds > 100) {
            throw new CommandFailure(
                    ExitCode.USAGE, "EVL-002 --seeds: must be between 1 and 100, was " + seeds + "; choose another");
        }
        LinkedHashSet<MemberSet> candidates = new LinkedHashSet<>();
        candidates.add(against == null ? MemberSet.defaults() : MemberSet.parse(against));
        candidates.add(MemberSet.defaults());
        candidates.addAll(
                members.isEmpty()
                        ? MemberSet.candidates()
                        : members.stream().map(MemberSet::parse).toList());
        double load = Machine.loadAverage();
        Path directory = Files.createTempDirectory("winnow-eval-sets-");
        try (Progress progress = common.progress()) {
            Map<String, Object> document = new LinkedHashMap<>(
                    MembersEvaluation.run(write(folder, directory), List.copyOf(candidates), seeds, progress));
            document.put("machine", Machine.here().toJson(load));
            document.put("command", GivenCommand.of(spec));
            if (common.isJson()) {
                common.json().write(document);
            } else {
                common.out().print(MembersPage.text(document));
                common.out().flush();
            }
            return ExitCode.OK;
        } finally {
            TopologyRun.delete(directory);
        }
    }

    private List<EventSet> write(Path folder, Path directory) {
        List<EventSet> written = new ArrayList<>();
        for (String name : sets.isEmpty() ? EventSets.names() : sets) {
            written.add(EventSets.write(name, folder, directory));
        }
        return written;
    }
}
