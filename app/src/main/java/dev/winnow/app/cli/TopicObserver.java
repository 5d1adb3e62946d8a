package dev.winnow.app.cli;

import dev.winnow.app.cli.TopicCheck.Observed;
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
                    if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                        throw e;
                    }
                }
            }
            List<ConfigResource> resources = descriptions.keySet().stream()
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList();
            Map<ConfigResource, Config> configs =
                    target.await(admin.describeConfigs(resources).all());
            Map<String, Observed> observed = new LinkedHashMap<>();
            configs.forEach((resource, config) -> {
                TopicDescription description = descriptions.get(resource.name());
                if (description != null) {
                    observed.put(resource.name(), observed(description, config));
                }
            });
            return observed;
        } catch (ExecutionException e) {
            throw target.unreachable(e);
        }
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
