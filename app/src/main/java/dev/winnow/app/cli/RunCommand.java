package dev.winnow.app.cli;

import dev.winnow.app.cli.TopicCheck.Fault;
import dev.winnow.app.cli.TopicCheck.Observed;
import dev.winnow.app.config.ConfigurationException;
import dev.winnow.app.config.InputConfig;
import dev.winnow.app.config.Problem;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.Preflight;
import dev.winnow.app.run.ThreadFailure;
import dev.winnow.app.run.cluster.ClusterRun;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Printable;
import dev.winnow.app.shell.Version;
import dev.winnow.topology.settings.TopicSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code winnow run}: the application against a cluster, until a signal or a failure ends it. */
@Command(
        name = "run",
        description = {
            "Run the application against a cluster until SIGTERM or SIGINT.",
            "First everything it needs is checked and every fault listed; nothing is created or changed. Prints the"
                    + " address of /ready, /health, /status and /metrics when it has started."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:ended in order by itself",
            "1:a fault at the start, or a failure that threads could not be replaced after",
            ExitCode.FATAL_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.CONFIGURATION_HELP,
            ExitCode.UNREACHABLE_HELP,
            "143:ended in order by SIGTERM (130: SIGINT)"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  winnow topics create -c winnow.yaml && winnow run -c winnow.yaml", "  winnow run -c winnow.yaml -v"
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    private final CommandContext context;

    RunCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        KafkaTarget target = cluster.target(context);
        WinnowConfig config = target.config();
        List<Problem> problems = RunProblems.of(config);
        List<String> faults =
                new ArrayList<>(problems.stream().map(Problem::toString).toList());
        String clusterId = "";
        Map<String, Preflight.Topic> topics = Map.of();
        try (Admin admin = target.admin()) {
            clusterId = target.await(admin.describeCluster().clusterId());
            List<String> rights = new RightsCheck(target, admin).faults(config);
            faults.addAll(rights);
            // What may not be described cannot be compared either.
            List<Fault> wrong = rights.isEmpty() ? topicFaults(target, admin) : List.of();
            wrong.forEach(fault -> faults.add(fault.toString()));
            if (rights.isEmpty() && wrong.isEmpty()) {
                topics = topics(target, admin);
            }
        } catch (ExecutionException e) {
            throw target.unreachable(e);
        } catch (CommandFailure e) {
            if (faults.isEmpty()) {
                throw e;
            }
            faults.add(String.valueOf(e.getMessage()));
        }
        if (!faults.isEmpty()) {
            faults.forEach(fault -> common.err().println(Printable.of(fault)));
            return problems.isEmpty() ? ExitCode.FAILURE : ExitCode.CONFIGURATION;
        }
        makeDirectory(config.state().directory());
        return run(config, Preflight.of(config, clusterId, topics));
    }

    private int run(WinnowConfig config, Preflight preflight) throws InterruptedException {
        ClusterRun run = ClusterRun.start(config, preflight, Version.text());
        Thread onSignal = new Thread(run::close, "winnow-close");
        Runtime.getRuntime().addShutdownHook(onSignal);
        if (common.isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("started", true);
            document.put("applicationId", config.application().id());
            document.put("address", run.address());
            common.json().write(document);
        } else {
            common.out().println("started " + config.application().id() + ", " + run.address());
            common.out().flush();
        }
        Optional<ThreadFailure> failure = run.awaitEnd();
        run.close();
        // The log has said why, in one line.
        return failure.map(cause -> cause.isFatal() ? ExitCode.FATAL : ExitCode.FAILURE)
                .orElse(ExitCode.OK);
    }

    private List<Fault> topicFaults(KafkaTarget target, Admin admin) {
        WinnowConfig config = target.config();
        List<TopicSpec> required = context.requiredTopics().apply(config);
        Map<String, Observed> present = new TopicObserver(target, admin)
                .observe(required.stream().map(TopicSpec::name).toList());
        Set<String> rekeyed = config.inputs().stream()
                .filter(input -> !input.keyed())
                .map(InputConfig::topic)
                .collect(Collectors.toSet());
        // Events that are re-keyed may come in any number of partitions, and somebody else's topic has its own
        // settings.
        return TopicCheck.faults(required, config.topics().replication(), present).stream()
                .filter(fault -> fault.code().equals("TOP-001") || !rekeyed.contains(fault.topic()))
                .toList();
    }

    /** Roles of the topics whose records are counted by offset. */
    private static final Set<String> COUNTED = Set.of("audit", "events", "model-inputs");

    /** The topics whose records are counted by offset: one that is made anew has another id. */
    private Map<String, Preflight.Topic> topics(KafkaTarget target, Admin admin) throws ExecutionException {
        List<String> names = context.requiredTopics().apply(target.config()).stream()
                .filter(spec -> COUNTED.contains(spec.role()))
                .map(TopicSpec::name)
                .toList();
        Map<String, Preflight.Topic> topics = new TreeMap<>();
        target.await(admin.describeTopics(names).allTopicNames())
                .forEach((name, description) -> topics.put(
                        name,
                        new Preflight.Topic(
                                description.topicId().toString(),
                                description.partitions().size())));
        return topics;
    }

    private static void makeDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new ConfigurationException(List.of(RunProblems.directoryProblem(
                    "\"" + directory + "\" cannot be made: " + e.getClass().getSimpleName())));
        }
    }
}
