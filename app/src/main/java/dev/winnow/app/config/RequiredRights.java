package dev.winnow.app.config;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What an application's principal must be allowed on a cluster with ACLs, from the same list of topics that is planned, created
 * and checked. The documentation's table and the test that runs with exactly these rights are made from it.
 */
public final class RequiredRights {
    /** Topics that Winnow reads, by their role in {@link RequiredTopics}; it writes to all others, and by one it tells its own models. */
    private static final List<String> READ_ROLES = List.of("events", "feedback", "commands");

    private RequiredRights() {}

    /**
     * Operations on one resource, or on all whose names begin alike.
     *
     * @param resource topic, group or transactional id
     * @param pattern literal or prefixed
     * @param name name, or its beginning
     * @param operations every operation that is needed, those that Kafka grants along with others included
     */
    public record Right(ResourceType resource, PatternType pattern, String name, List<AclOperation> operations) {
        public Right {
            operations = List.copyOf(operations);
        }
    }

    /** The rights, topics first, in the order of {@link RequiredTopics}. */
    public static List<Right> of(WinnowConfig config) {
        List<Right> rights = new ArrayList<>();
        RequiredTopics.of(config)
                .forEach(topic -> rights.add(
                        new Right(ResourceType.TOPIC, PatternType.LITERAL, topic.name(), operations(topic.role()))));
        String id = config.application().id();
        rights.add(new Right(
                ResourceType.TOPIC,
                PatternType.PREFIXED,
                id + "-",
                List.of(CREATE, READ, WRITE, DELETE, DESCRIBE, DESCRIBE_CONFIGS)));
        rights.add(new Right(ResourceType.GROUP, PatternType.LITERAL, id, List.of(READ, DESCRIBE)));
        rights.add(new Right(ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, id + "-", List.of(WRITE, DESCRIBE)));
        return List.copyOf(rights);
    }

    private static List<AclOperation> operations(String role) {
        if (role.equals("model-inputs")) {
            return List.of(READ, WRITE, DESCRIBE, DESCRIBE_CONFIGS);
        }
        return List.of(READ_ROLES.contains(role) ? READ : WRITE, DESCRIBE, DESCRIBE_CONFIGS);
    }
}
