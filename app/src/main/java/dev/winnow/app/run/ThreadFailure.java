package dev.winnow.app.run;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.schemas.wire.WireFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.TopologyException;

/**
 * What a failure of a stream thread means: its cause in one line, and whether a new thread could do better.
 *
 * @param isFatal true where the same happens again until somebody puts something right: a key that does not fit, state of
 *     another build, a right that is missing, a topic that is gone
 * @param text code and cause in one line, with the remedy where there is one
 */
public record ThreadFailure(boolean isFatal, String text) {
    private static final Pattern CODED = Pattern.compile("[A-Z]{3}-\\d{3} .*", Pattern.DOTALL);

    static ThreadFailure of(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !chain.contains(cause); cause = cause.getCause()) {
            chain.add(cause);
        }
        for (Throwable cause : chain) {
            Optional<String> fatal = fatal(cause);
            if (fatal.isPresent()) {
                return new ThreadFailure(true, fatal.get());
            }
        }
        // The innermost says what happened, those around it only where.
        return new ThreadFailure(false, oneLine(chain.get(chain.size() - 1)));
    }

    private static Optional<String> fatal(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof StateFormatException || cause instanceof WireFormatException) {
            return Optional.of(line(message));
        }
        // What the processors refuse is a dead letter; what they throw all the same says that nothing may go on.
        if ((cause instanceof IllegalStateException || cause instanceof IllegalArgumentException)
                && CODED.matcher(message).matches()) {
            return Optional.of(line(message));
        }
        if (cause instanceof AuthorizationException) {
            return Optional.of(
                    "KFK-004 " + denied((AuthorizationException) cause) + "; grant what winnow topics rights lists");
        }
        if (cause instanceof AuthenticationException) {
            return Optional.of("KFK-005 kafka.client: the brokers refuse the credentials: " + line(message)
                    + "; check the SASL or TLS settings");
        }
        if (cause instanceof MissingSourceTopicException || cause instanceof TopologyException) {
            return Optional.of("TOP-006 topics: " + line(message) + "; see winnow topics check");
        }
        if (message.contains("has invalid partitions")) {
            return Optional.of(
                    "TOP-006 topics: " + line(message.split(" Use '", 2)[0])
                            + "; set topics.eventPartitions and topics.triagePartitions as they were, or use a new application.id");
        }
        return cause instanceof VirtualMachineError || cause instanceof LinkageError
                ? Optional.of("APP-017 the JVM cannot go on: " + oneLine(cause)
                        + "; give it more memory, a temporary directory with room, or whole jars")
                : Optional.empty();
    }

    private static String denied(AuthorizationException refusal) {
        if (refusal instanceof TopicAuthorizationException topics) {
            return "topics " + topics.unauthorizedTopics() + ": this principal lacks a right";
        }
        if (refusal instanceof GroupAuthorizationException group) {
            return "group \"" + group.groupId() + "\": this principal must be allowed READ, DESCRIBE, lacks one";
        }
        if (refusal instanceof TransactionalIdAuthorizationException) {
            return "transactional ids with the prefix <application.id>-: this principal must be allowed WRITE, DESCRIBE,"
                    + " lacks one";
        }
        return "the brokers refuse an operation: " + line(String.valueOf(refusal.getMessage()));
    }

    private static String oneLine(Throwable cause) {
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + line(cause.getMessage()));
    }

    private static String line(String message) {
        Matcher breaks = Pattern.compile("\\s*\\R\\s*").matcher(message.strip());
        return breaks.replaceAll(" ");
    }
}
