package dev.winnow.app.cli;

import dev.winnow.app.cli.TopicCheck.Observed;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks a cluster how its topics are. */
final class TopicObserver {
    private final KafkaTarget target;
    private final Admin admin;

    TopicObserver(KafkaTarget target, Admin admin) {
        this.target = target;
        this.admin = admin;
    }

    /** The topics of those names that exist. */
    Map<String, Observed> observe(Collection<String> names) {
        Map<String, TopicDescription> descriptions = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, KafkaFuture<TopicDescription>> answer :
                    admin.describeTopics(names).topicNameValues().entrySet()) {
                try {
                    descriptions.put(answer.getKey(), target.await(answer.getValue()));
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof AuthorizationException) {
                        throw denied(answer.getKey(), "DESCRIBE", e);
                    }
                    if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                        throw e;
                    }
                }
            }
            List<ConfigResource> resources = descriptions.keySet().stream()
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList();
            Map<ConfigResource, KafkaFuture<Config>> configs =
                    admin.describeConfigs(resources).values();
            Map<String, Observed> observed = new LinkedHashMap<>();
            for (Map.Entry<ConfigResource, KafkaFuture<Config>> answer : configs.entrySet()) {
                String name = answer.getKey().name();
                TopicDescription description = descriptions.get(name);
                try {
                    Config config = target.await(answer.getValue());
                    if (description != null) {
                        observed.put(name, observed(description, config));
                    }
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof AuthorizationException) {
                        throw denied(name, "DESCRIBE_CONFIGS", e);
                    }
                    throw e;
                }
            }
            return observed;
        } catch (ExecutionException e) {
            throw target.unreachable(e);
        }
    }

    private static CommandFailure denied(String topic, String operation, ExecutionException failure) {
        return new CommandFailure(
                ExitCode.UNREACHABLE,
                "KFK-004 topic \"" + topic + "\": this principal must be allowed " + operation
                        + ", is not; grant what winnow topics rights lists",
                failure);
    }

    private static Observed observed(TopicDescription description, Config config) {
        Map<String, String> values = new HashMap<>();
        config.entries().forEach(entry -> {
            if (entry.value() != null) {
                values.put(entry.name(), entry.value());
            }
        });
        int replication = description.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        return new Observed(description.partitions().size(), replication, Map.copyOf(values));
    }
}
