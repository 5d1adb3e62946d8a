package dev.winnow.topology.mapping;

import dev.winnow.wire.LifecycleOrder;
import dev.winnow.wire.ModelInput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What commands tell models: the words, and one copy for each shard. */
public final class LifecycleOrders {
    public static final String PAUSE = "pause";
    public static final String FREEZE = "freeze";
    public static final String RESUME = "resume";
    public static final String RESET = "reset";
    public static final String PROMOTE_SHADOW = "promote_shadow";

    private static final List<String> WORDS = List.of(PAUSE, FREEZE, RESUME, RESET, PROMOTE_SHADOW);

    private LifecycleOrders() {}

    /** The orders that models know. */
    public static List<String> words() {
        return WORDS;
    }

    /** Whether a model input makes the model begin anew, which is for its store to do. */
    public static boolean isReset(ModelInput input) {
        return input.getBody() instanceof LifecycleOrder order
                && order.getOrder().equals(RESET);
    }

    /** One copy of an order for each shard, in their order. */
    public static List<ModelInput> toAllShards(
            String tenant, String featureSet, int shards, long timeMillis, LifecycleOrder order) {
        List<ModelInput> inputs = new ArrayList<>(shards);
        for (int shard = 0; shard < shards; shard++) {
            inputs.add(new ModelInput(
                    tenant, featureSet, shard, shards, Instant.ofEpochMilli(Math.max(0, timeMillis)), order));
        }
        return inputs;
    }
}
