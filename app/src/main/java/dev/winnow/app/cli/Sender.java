package dev.winnow.app.cli;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Sends records and fails with the first one that the brokers did not take. Nothing is lost silently. */
final class Sender implements AutoCloseable {
    private final KafkaTarget target;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    Sender(KafkaTarget target, KafkaProducer<byte[], byte[]> producer) {
        this.target = target;
        this.producer = producer;
    }

    /**
     * Sends one record, not waiting for its arrival; waits for room where the brokers are slower than the caller.
     *
     * @throws CommandFailure if this or an earlier record could not be sent
     */
    void send(ProducerRecord<byte[], byte[]> record) {
        refuseIfFailed(record.topic());
        try {
            producer.send(record, (metadata, problem) -> {
                if (problem != null) {
                    failure.compareAndSet(null, problem);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            throw refusal(record.topic(), e);
        }
        lastTopic = record.topic();
    }

    /**
     * Sends one record and waits until the brokers have it.
     *
     * @return where it stands
     * @throws CommandFailure if it could not be sent
     */
    RecordMetadata deliver(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refusal(record.topic(), e);
        } catch (ExecutionException e) {
            throw refusal(record.topic(), e.getCause() instanceof Exception cause ? cause : e);
        } catch (KafkaException | IllegalStateException e) {
            throw refusal(record.topic(), e);
        }
    }

    private String lastTopic = "";

    /** Waits until the brokers have everything. */
    void flush() {
        try {
            producer.flush();
        } catch (KafkaException e) {
            throw refusal(lastTopic, e);
        }
        refuseIfFailed(lastTopic);
    }

    private void refuseIfFailed(String topic) {
        Exception problem = failure.get();
        if (problem != null) {
            throw refusal(topic, problem);
        }
    }

    private CommandFailure refusal(String topic, Exception problem) {
        if (problem instanceof AuthorizationException) {
            return new CommandFailure(
                    ExitCode.UNREACHABLE,
                    "KFK-004 topic \"" + topic
                            + "\": this principal must be allowed WRITE, DESCRIBE, is not; grant them",
                    problem);
        }
        if (problem instanceof RecordTooLargeException) {
            return new CommandFailure(
                    ExitCode.UNREACHABLE,
                    "KFK-003 topic \"" + topic
                            + "\": a record is larger than the topic takes; raise its max.message.bytes",
                    problem);
        }
        // A producer that waits in vain for a topic says the same whether the topic or the brokers are missing.
        boolean isMissing = problem instanceof UnknownTopicOrPartitionException
                || (problem instanceof org.apache.kafka.common.errors.TimeoutException
                        && String.valueOf(problem.getMessage()).contains("not present in metadata")
                        && target.answers());
        return isMissing
                ? new CommandFailure(
                        ExitCode.UNREACHABLE,
                        "KFK-002 topic \"" + topic + "\": must exist and be reachable, was not found at "
                                + target.config().kafka().bootstrapServers()
                                + "; create it with winnow topics create",
                        problem)
                : target.unreachable(problem);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
