package dev.winnow.topology.deadletter;

import dev.winnow.schemas.input.Rejection;
import dev.winnow.schemas.wire.WireFormatException;
import dev.winnow.topology.mapping.SourceHeader;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/**
 * What happens to a record on an internal topic that cannot be read: it becomes a dead letter in the same transaction, and
 * the task goes on. Such a record is damaged, or an instance of a later release wrote it ({@code WIR-002}); it would be as
 * unreadable after any restart. Every other failure to read stops the task.
 */
public final class UnreadableRecords implements DeserializationExceptionHandler {
    private static final String SETTINGS = "winnow.unreadable.records.settings";
    private static final int CODE_LENGTH = 7;

    private TopologySettings settings;

    /** Kafka Streams makes the handler; {@link #install} says what it works with. */
    @SuppressWarnings("NullAway.Init") // Kafka Streams calls configure() before anything else.
    public UnreadableRecords() {}

    /** Makes a Kafka Streams configuration use the handler. */
    public static void install(Properties streams, TopologySettings settings) {
        streams.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, UnreadableRecords.class);
        streams.put(SETTINGS, settings);
    }

    @Override
    public void configure(Map<String, ?> configs) {
        if (!(configs.get(SETTINGS) instanceof TopologySettings given)) {
            throw new IllegalStateException("install() must say where dead letters go; nobody called it");
        }
        settings = given;
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        String message = exception.getMessage();
        if (!(exception instanceof WireFormatException) || message == null) {
            return Response.fail();
        }
        settings.counters().add(Count.DEAD_LETTERS);
        String topic = settings.topics().deadLetters();
        byte[] letter = settings.codec().encode(topic, letter(record, message));
        byte[] key = record.topic().getBytes(StandardCharsets.UTF_8);
        return Response.resume(
                List.of(new ProducerRecord<>(topic, null, Math.max(0, record.timestamp()), key, letter)));
    }

    private static DeadLetter letter(ConsumerRecord<byte[], byte[]> record, String message) {
        Rejection rejection = new Rejection(message.substring(0, CODE_LENGTH), message.substring(CODE_LENGTH + 1));
        Source source = SourceHeader.read(record.headers())
                .orElseGet(() -> new Source(record.topic(), record.partition(), record.offset()));
        String stage = record.topic().contains("events-by-entity") ? "detect" : "triage";
        return DeadLetters.of(rejection, stage, "avro", source, record.timestamp(), record.key(), record.value());
    }
}
