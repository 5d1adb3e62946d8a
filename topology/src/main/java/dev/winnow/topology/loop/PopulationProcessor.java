package dev.winnow.topology.loop;

import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.schemas.wire.WireFormatException;
import dev.winnow.topology.mapping.JoinedKey;
import dev.winnow.topology.store.Stores;
import dev.winnow.wire.ModelInput;
import dev.winnow.wire.PopulationFacts;
import dev.winnow.wire.ShardFacts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Merges what the shards of a segment tell: keeps the newest of each shard, so that hearing it twice changes nothing, and
 * sends each other shard what the shards beside it know together. Runs in the task of the tenant.
 *
 * <pre>
 * key   = tenant | feature set |, joined so that no two collide, u32 shard
 * value = ShardFacts without sightings and lessons
 * </pre>
 */
public final class PopulationProcessor extends ContextualProcessor<String, ShardFacts, String, ModelInput> {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final SingleObjectCodec codec;
    private KeyValueStore<Bytes, byte[]> rows;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
    private PopulationProcessor(SingleObjectCodec codec) {
        this.codec = codec;
    }

    /** @param codec bytes of the rows, which instances of another release may have written or will read */
    public static ProcessorSupplier<String, ShardFacts, String, ModelInput> supplier(SingleObjectCodec codec) {
        return new ProcessorSupplier<>() {
            @Override
            public PopulationProcessor get() {
                return new PopulationProcessor(codec);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(Stores.rows(Stores.POPULATION));
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, ModelInput> context) {
        super.init(context);
        rows = context.getStateStore(Stores.POPULATION);
    }

    @Override
    public void process(Record<String, ShardFacts> record) {
        ShardFacts told = record.value();
        List<ShardFacts> known = known(told);
        ShardFacts before = known.get(told.getShard());
        if (before != null && isSame(before, told) && !isLater(told, before)) {
            return;
        }
        ShardFacts kept = ShardFacts.newBuilder(told)
                .setSightings(NONE)
                .setLessons(List.of())
                .build();
        rows.put(key(told, told.getShard()), codec.encode("", kept));
        known.set(told.getShard(), kept);
        for (int shard = 0; shard < told.getShards(); shard++) {
            if (shard != told.getShard()) {
                RecordHeaders headers = new RecordHeaders();
                InputTime.add(headers, told.getTime().toEpochMilli());
                context()
                        .forward(
                                new Record<>(told.getTenant(), input(told, known, shard), record.timestamp(), headers));
            }
        }
    }

    /** The newest facts of each shard; null where it has told nothing, or with another number of shards. */
    private List<ShardFacts> known(ShardFacts told) {
        List<ShardFacts> known = new ArrayList<>(told.getShards());
        for (int shard = 0; shard < told.getShards(); shard++) {
            ShardFacts facts = facts(rows.get(key(told, shard)));
            known.add(facts == null || facts.getShards() != told.getShards() ? null : facts);
        }
        return known;
    }

    /** A row of a later release, left after a way back to this one, counts as nothing told: the shard tells it again. */
    private @Nullable ShardFacts facts(byte @Nullable [] row) {
        try {
            return row == null ? null : (ShardFacts) codec.decode("", row);
        } catch (WireFormatException e) {
            return null;
        }
    }

    private static ModelInput input(ShardFacts told, List<ShardFacts> known, int shard) {
        long entities = 0;
        for (ShardFacts facts : known) {
            if (facts != null && facts.getShard() != shard && isSame(facts, told)) {
                entities += facts.getEntities();
            }
        }
        return new ModelInput(
                told.getTenant(),
                told.getFeatureSet(),
                shard,
                told.getShards(),
                told.getTime(),
                new PopulationFacts(
                        told.getPopulation(),
                        told.getShard(),
                        told.getGeneration(),
                        told.getNumber(),
                        entities,
                        told.getEvents(),
                        told.getSightings().duplicate(),
                        told.getLessons()));
    }

    private static boolean isSame(ShardFacts a, ShardFacts b) {
        return a.getPopulation().equals(b.getPopulation());
    }

    private static boolean isLater(ShardFacts a, ShardFacts b) {
        return a.getGeneration() > b.getGeneration()
                || a.getGeneration() == b.getGeneration() && a.getNumber() > b.getNumber();
    }

    private static Bytes key(ShardFacts told, int shard) {
        byte[] name = (JoinedKey.of(told.getTenant(), told.getFeatureSet()) + '|').getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(name.length + 4).put(name).putInt(shard).array());
    }
}
