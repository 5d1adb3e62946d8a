package dev.winnow.app.cli;

import dev.winnow.app.config.RequiredRights;
import dev.winnow.app.config.RequiredRights.Right;
import dev.winnow.app.config.WinnowConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Asks a cluster what this principal may do, before anything is started: a right that is missing is named, with its resource and
 * operation. Rights on names that do not exist yet (internal topics, transactional ids) cannot be asked for.
 */
final class RightsCheck {
    private final KafkaTarget target;
    private final Admin admin;

    RightsCheck(KafkaTarget target, Admin admin) {
        this.target = target;
        this.admin = admin;
    }

    /** What is missing, a line each; empty without ACLs. */
    List<String> faults(WinnowConfig config) {
        Map<String, Right> topics = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        for (Right right : RequiredRights.of(config)) {
            if (right.resource() == ResourceType.TOPIC && right.pattern() == PatternType.LITERAL) {
                topics.put(right.name(), right);
            }
        }
        try {
            Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                            topics.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                    .topicNameValues();
            for (Map.Entry<String, KafkaFuture<TopicDescription>> answer : answers.entrySet()) {
                Right right = topics.get(answer.getKey());
                if (right != null) {
                    compare("topic", right, operations(answer.getValue()), faults);
                }
            }
            group(config, faults);
        } catch (ExecutionException e) {
            throw target.unreachable(e);
        }
        return faults;
    }

    private @Nullable Set<AclOperation> operations(KafkaFuture<TopicDescription> answer) throws ExecutionException {
        try {
            return target.await(answer).authorizedOperations();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return Set.of();
            }
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return null;
            }
            throw e;
        }
    }

    private void group(WinnowConfig config, List<String> faults) throws ExecutionException {
        for (Right right : RequiredRights.of(config)) {
            if (right.resource() == ResourceType.GROUP) {
                @Nullable Set<AclOperation> operations;
                try {
                    ConsumerGroupDescription group = target.await(admin.describeConsumerGroups(
                                            List.of(right.name()),
                                            new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                                    .all())
                            .get(right.name());
                    operations = group == null ? null : group.authorizedOperations();
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof GroupIdNotFoundException) {
                        continue;
                    }
                    if (!(e.getCause() instanceof AuthorizationException)) {
                        throw e;
                    }
                    operations = Set.of();
                }
                compare("group", right, operations, faults);
            }
        }
    }

    /** Brokers without an authorizer answer null or allow everything. */
    private static void compare(String kind, Right right, @Nullable Set<AclOperation> operations, List<String> faults) {
        if (operations == null) {
            return;
        }
        List<AclOperation> missing = right.operations().stream()
                .filter(operation -> !operations.contains(operation))
                .toList();
        if (!missing.isEmpty()) {
            faults.add("KFK-004 " + kind + " \"" + right.name() + "\": this principal must be allowed "
                    + words(right.operations()) + ", lacks " + words(missing)
                    + "; grant what winnow topics rights lists");
        }
    }

    static String words(List<AclOperation> operations) {
        return String.join(", ", operations.stream().map(AclOperation::name).toList());
    }
}
