package dev.winnow.app.cli;

import dev.winnow.app.cli.TopicCheck.Fault;
import dev.winnow.app.cli.TopicCheck.Observed;
import dev.winnow.app.config.RequiredRights;
import dev.winnow.app.config.RequiredRights.Right;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Printable;
import dev.winnow.topology.settings.TopicSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code winnow topics}: the topics that a configuration needs, printed, created or verified. */
@Command(
        name = "topics",
        description = "Plan, create or check the topics that a configuration needs, or list the rights on them.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  winnow topics plan -c winnow.yaml", "  winnow topics create -c winnow.yaml"})
final class TopicsCommand implements Runnable {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private final CommandContext context;

    TopicsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "a command is required: plan, rights, create or check");
    }

    @Command(
            name = "plan",
            description = "Print the topics that the configuration needs. Kafka is not asked.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {ExitCode.OK_HELP, ExitCode.USAGE_HELP, ExitCode.CONFIGURATION_HELP},
            footerHeading = "%nExamples:%n",
            footer = "  winnow topics plan -c winnow.yaml --json")
    int plan(@Mixin CommonOptions options, @Mixin ClusterOptions cluster) {
        KafkaTarget target = cluster.target(context);
        int replication = target.config().topics().replication();
        List<TopicSpec> required = context.requiredTopics().apply(target.config());
        if (options.isJson()) {
            options.json()
                    .write(Map.of(
                            "topics",
                            required.stream()
                                    .map(topic -> describe(topic, replication))
                                    .toList()));
            return ExitCode.OK;
        }
        int width =
                required.stream().mapToInt(topic -> topic.name().length()).max().orElse(5);
        for (TopicSpec topic : required) {
            options.out()
                    .println(pad(topic.name(), width) + "  " + pad(topic.role(), 12) + "  partitions="
                            + topic.partitions() + " replication=" + replication + " " + words(topic.config()));
        }
        return ExitCode.OK;
    }

    @Command(
            name = "rights",
            description = {
                "Print the rights (ACLs) that the application's principal needs. Kafka is not asked.",
                "With --principal, as commands of Kafka's kafka-acls."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {ExitCode.OK_HELP, ExitCode.USAGE_HELP, ExitCode.CONFIGURATION_HELP},
            footerHeading = "%nExamples:%n",
            footer = {
                "  winnow topics rights -c winnow.yaml",
                "  winnow topics rights -c winnow.yaml --principal User:winnow"
            })
    int rights(
            @Mixin CommonOptions options,
            @Mixin ClusterOptions cluster,
            @Option(
                            names = "--principal",
                            paramLabel = "TYPE:NAME",
                            defaultValue = "",
                            description = "Print commands that grant the rights to this principal.")
                    String principal) {
        WinnowConfig config = cluster.target(context).config();
        List<Right> rights = RequiredRights.of(config);
        if (options.isJson()) {
            options.json()
                    .write(Map.of(
                            "rights",
                            rights.stream().map(TopicsCommand::describe).toList()));
            return ExitCode.OK;
        }
        int width =
                rights.stream().mapToInt(right -> right.name().length()).max().orElse(0);
        for (Right right : rights) {
            options.out()
                    .println(
                            principal.isEmpty()
                                    ? pad(word(right.resource()), 16) + "  " + pad(word(right.pattern()), 8) + "  "
                                            + pad(right.name(), width) + "  " + RightsCheck.words(right.operations())
                                    : grant(config, principal, right));
        }
        return ExitCode.OK;
    }

    private static String grant(WinnowConfig config, String principal, Right right) {
        StringBuilder command = new StringBuilder("kafka-acls --bootstrap-server "
                + config.kafka().bootstrapServers() + " --add --allow-principal '" + principal + "' --"
                + word(right.resource()) + " '" + right.name() + "' --resource-pattern-type " + word(right.pattern()));
        right.operations().forEach(operation -> command.append(" --operation ").append(operation.name()));
        return command.toString();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Map<String, Object> describe(Right right) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("resource", word(right.resource()));
        entry.put("pattern", word(right.pattern()));
        entry.put("name", right.name());
        entry.put("operations", right.operations().stream().map(Enum::name).toList());
        return entry;
    }

    @Command(
            name = "create",
            description = {
                "Create the topics that are missing, then check all. Topics that exist are never changed.",
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:all topics are there and right",
                "1:a topic is wrong or could not be created; every fault is listed",
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer = "  winnow topics create -c winnow.yaml")
    int create(@Mixin CommonOptions options, @Mixin ClusterOptions cluster) {
        KafkaTarget target = cluster.target(context);
        List<TopicSpec> required = context.requiredTopics().apply(target.config());
        List<String> created = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        try (Admin admin = target.admin()) {
            Map<String, Observed> present = observe(target, admin, required);
            List<TopicSpec> missing = required.stream()
                    .filter(topic -> !present.containsKey(topic.name()))
                    .toList();
            Map<String, KafkaFuture<Void>> answers = admin.createTopics(missing.stream()
                            .map(topic -> new NewTopic(topic.name(), topic.partitions(), (short)
                                            target.config().topics().replication())
                                    .configs(topic.config()))
                            .toList())
                    .values();
            for (TopicSpec topic : missing) {
                KafkaFuture<Void> answer = answers.get(topic.name());
                if (answer == null) {
                    throw new IllegalStateException("no answer for topic " + topic.name());
                }
                try {
                    target.await(answer);
                    created.add(topic.name());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        faults.add(new Fault(
                                "TOP-005",
                                topic.name(),
                                "could not be created; found " + String.valueOf(e.getCause())));
                    }
                }
            }
            List<TopicSpec> rest = required.stream()
                    .filter(topic ->
                            faults.stream().noneMatch(fault -> fault.topic().equals(topic.name())))
                    .filter(topic -> !created.contains(topic.name()))
                    .toList();
            faults.addAll(
                    TopicCheck.faults(rest, target.config().topics().replication(), observe(target, admin, rest)));
        }
        return report(options, required.size(), created, faults);
    }

    @Command(
            name = "check",
            description = "Compare the topics with what the configuration needs, and list every fault.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:all topics are there and right",
                "1:a topic is missing or wrong; every fault is listed",
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer = "  winnow topics check -c winnow.yaml --json")
    int check(@Mixin CommonOptions options, @Mixin ClusterOptions cluster) {
        KafkaTarget target = cluster.target(context);
        List<TopicSpec> required = context.requiredTopics().apply(target.config());
        try (Admin admin = target.admin()) {
            List<Fault> faults = TopicCheck.faults(
                    required, target.config().topics().replication(), observe(target, admin, required));
            return report(options, required.size(), List.of(), faults);
        }
    }

    private static int report(CommonOptions options, int topics, List<String> created, List<Fault> faults) {
        if (options.isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("topics", topics);
            document.put("created", created);
            document.put("faults", faults);
            options.json().write(document);
        } else {
            created.forEach(topic -> options.out().println("created " + Printable.of(topic)));
            faults.forEach(fault -> options.err().println(Printable.of(fault.toString())));
            if (faults.isEmpty()) {
                options.out().println(topics + " topics are right");
            }
        }
        return faults.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private static Map<String, Observed> observe(KafkaTarget target, Admin admin, List<TopicSpec> topics) {
        TopicObserver observer = new TopicObserver(target, admin);
        return observer.observe(topics.stream().map(TopicSpec::name).toList());
    }

    private static Map<String, Object> describe(TopicSpec topic, int replication) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", topic.name());
        entry.put("role", topic.role());
        entry.put("partitions", topic.partitions());
        entry.put("replication", replication);
        entry.put("config", new TreeMap<>(topic.config()));
        return entry;
    }

    private static String words(Map<String, String> config) {
        StringBuilder words = new StringBuilder();
        new TreeMap<>(config)
                .forEach((name, value) ->
                        words.append(name).append('=').append(value).append(' '));
        return words.toString().strip();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
