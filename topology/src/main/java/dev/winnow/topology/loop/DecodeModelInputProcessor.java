package dev.winnow.topology.loop;

import dev.winnow.schemas.input.Rejection;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.deadletter.DeadLetters;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.wire.ModelInput;
import dev.winnow.wire.Source;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Bytes of the loop topic to model inputs; what is none, or stands in another shard's partition, becomes a dead letter. */
public final class DecodeModelInputProcessor extends ContextualProcessor<byte[], byte[], String, SpecificRecord> {
    private static final byte[] NOTHING = new byte[0];

    private final SingleObjectCodec codec;
    private final int shards;
    private final Counters counters;

    /**
     * @param codec bytes of the topic
     * @param shards number of shards that this application runs with
     */
    public DecodeModelInputProcessor(SingleObjectCodec codec, int shards, Counters counters) {
        this.codec = codec;
        this.shards = shards;
        this.counters = counters;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata place = context().recordMetadata().orElseThrow();
        counters.add(Count.MODEL_INPUTS_READ);
        ModelInput input;
        try {
            if (record.value() == null) {
                refuse(record, place, "MDL-001", "must not be null");
                return;
            }
            input = (ModelInput) codec.decode(place.topic(), record.value());
        } catch (RuntimeException e) {
            refuse(record, place, "MDL-001", "must be a ModelInput in single-object encoding; " + e.getMessage());
            return;
        }
        if (input.getShard() != place.partition() || input.getShards() != shards) {
            refuse(
                    record,
                    place,
                    "MDL-002",
                    "must be for shard " + place.partition() + " of " + shards + ", is for shard " + input.getShard()
                            + " of " + input.getShards());
            return;
        }
        context().forward(new Record<>(input.getTenant(), input, record.timestamp()));
    }

    private void refuse(Record<byte[], byte[]> record, RecordMetadata place, String code, String what) {
        counters.add(Count.DEAD_LETTERS);
        SpecificRecord letter = DeadLetters.of(
                new Rejection(code, "model input: " + what),
                "model-inputs",
                "avro",
                new Source(place.topic(), place.partition(), place.offset()),
                record.timestamp(),
                record.key(),
                record.value() == null ? NOTHING : record.value());
        context().forward(new Record<>(place.topic(), letter, record.timestamp()));
    }
}
