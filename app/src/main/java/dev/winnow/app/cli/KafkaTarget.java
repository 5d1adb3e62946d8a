package dev.winnow.app.cli;

import dev.winnow.app.config.ClientProperties;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The cluster that a command works on. Waits are short, for somebody sits before them.
 *
 * @param config configuration that names the cluster
 */
record KafkaTarget(WinnowConfig config) {
    private static final int TIMEOUT_MILLIS = 15_000;

    Sender sender() {
        Map<String, Object> properties = ClientProperties.producer(config);
        properties.put("key.serializer", ByteArraySerializer.class);
        properties.put("value.serializer", ByteArraySerializer.class);
        properties.putIfAbsent("linger.ms", 20);
        properties.putIfAbsent("batch.size", 256 << 10);
        properties.putIfAbsent("compression.type", "lz4");
        properties.putIfAbsent("max.request.size", 16 << 20);
        properties.putIfAbsent("buffer.memory", 64L << 20);
        properties.putIfAbsent("request.timeout.ms", TIMEOUT_MILLIS / 2);
        properties.putIfAbsent("delivery.timeout.ms", TIMEOUT_MILLIS * 2);
        properties.putIfAbsent("max.block.ms", TIMEOUT_MILLIS);
        try {
            return new Sender(this, new KafkaProducer<>(properties));
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    Admin admin() {
        Map<String, Object> properties = ClientProperties.admin(config);
        properties.putIfAbsent("request.timeout.ms", TIMEOUT_MILLIS / 2);
        properties.putIfAbsent("default.api.timeout.ms", TIMEOUT_MILLIS);
        try {
            return Admin.create(properties);
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    /** Waits for an answer; a failure becomes one line for the user. */
    <T> T await(KafkaFuture<T> answer) throws ExecutionException {
        try {
            return answer.get(TIMEOUT_MILLIS * 2L, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        } catch (TimeoutException e) {
            throw unreachable(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException
                    || e.getCause() instanceof org.apache.kafka.common.errors.AuthenticationException) {
                throw unreachable(e);
            }
            throw e;
        }
    }

    /** Whether a broker answers at all, asked anew. */
    boolean answers() {
        try (Admin admin = admin()) {
            admin.describeCluster().nodes().get(TIMEOUT_MILLIS / 3, TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException | KafkaException | CommandFailure e) {
            return false;
        }
    }

    CommandFailure unreachable(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return new CommandFailure(
                ExitCode.UNREACHABLE,
                "KFK-001 kafka.bootstrapServers: Kafka at " + config.kafka().bootstrapServers()
                        + " must answer; found " + cause.getClass().getSimpleName() + ": " + cause.getMessage()
                        + "; check the address, security settings and that a broker runs",
                failure);
    }
}
