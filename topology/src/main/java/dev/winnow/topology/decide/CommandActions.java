package dev.winnow.topology.decide;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.topology.mapping.LifecycleOrders;
import dev.winnow.topology.mapping.WireCommands;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.triage.Triage;
import dev.winnow.triage.command.CommandResult;
import dev.winnow.triage.command.Operations;
import dev.winnow.wire.AllowAdd;
import dev.winnow.wire.AllowEnd;
import dev.winnow.wire.AssetWeightSet;
import dev.winnow.wire.BandsEnd;
import dev.winnow.wire.BandsSet;
import dev.winnow.wire.BudgetSet;
import dev.winnow.wire.ClusterMerge;
import dev.winnow.wire.ClusterSplit;
import dev.winnow.wire.Command;
import dev.winnow.wire.LifecycleOrder;
import dev.winnow.wire.ModelChange;
import dev.winnow.wire.MuteAdd;
import dev.winnow.wire.MuteChange;
import dev.winnow.wire.MuteEnd;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Carries out one command: which operation each action means. A refused one changed nothing. */
final class CommandActions {
    private final TopologySettings settings;
    private final Triage triage;
    private final Operations operations;

    CommandActions(TopologySettings settings, Triage triage) {
        this.settings = settings;
        this.triage = triage;
        this.operations = triage.operations();
    }

    CommandResult apply(Incoming cause, Command command, Effects effects) {
        try {
            return carryOut(cause, command, command.getAction(), effects);
        } catch (IllegalArgumentException | DateTimeException e) {
            // Values are made before anything is written.
            return CommandResult.refused("CMD-014", "command \"" + command.getId() + "\": " + e.getMessage());
        }
    }

    private CommandResult carryOut(Incoming cause, Command command, Object action, Effects effects) {
        String tenant = command.getTenant();
        if (action instanceof MuteAdd add) {
            return operations.addMute(WireCommands.mute(command, add), watermark(tenant));
        }
        if (action instanceof MuteChange change) {
            return operations.changeMute(
                    tenant,
                    change.getMuteId(),
                    command.getReason(),
                    Optional.ofNullable(change.getOwner()),
                    millis(change.getUntil()),
                    Optional.ofNullable(change.getWeekly()).map(WireCommands::recurrence));
        }
        if (action instanceof MuteEnd end) {
            return operations.endMute(tenant, end.getMuteId());
        }
        if (action instanceof AllowAdd add) {
            return operations.addMute(WireCommands.allowed(command, add), watermark(tenant));
        }
        if (action instanceof AllowEnd end) {
            return operations.endAllowed(tenant, end.getAllowId());
        }
        if (action instanceof ClusterMerge merge) {
            return operations.merge(tenant, merge.getInto(), merge.getClusters());
        }
        if (action instanceof ClusterSplit split) {
            return split(command, split);
        }
        if (action instanceof BandsSet set) {
            return operations.setThresholds(
                    tenant,
                    number(set.getLow()),
                    number(set.getMedium()),
                    number(set.getHigh()),
                    number(set.getCritical()));
        }
        if (action instanceof BandsEnd) {
            return operations.endThresholds(tenant);
        }
        if (action instanceof BudgetSet set) {
            Integer perDay = set.getPerDay();
            return operations.setBudget(tenant, perDay == null ? OptionalInt.empty() : OptionalInt.of(perDay));
        }
        if (action instanceof AssetWeightSet set) {
            return operations.setWeight(tenant, set.getEntities(), number(set.getFactor()));
        }
        if (action instanceof ModelChange change) {
            return changeModels(cause, command, change, effects);
        }
        throw new IllegalStateException("no rule for " + action.getClass().getSimpleName());
    }

    private CommandResult split(Command command, ClusterSplit split) {
        if (split.getClusters().isEmpty() == split.getEntities().isEmpty()) {
            return CommandResult.refused(
                    "CMD-032", "cluster split: must name either clusters that were merged into it, or entities");
        }
        return split.getEntities().isEmpty()
                ? operations.takeOutParts(command.getTenant(), split.getCluster(), split.getClusters())
                : operations.takeOutEntities(
                        command.getTenant(),
                        split.getCluster(),
                        split.getEntities(),
                        command.getId(),
                        watermark(command.getTenant()));
    }

    private CommandResult changeModels(Incoming cause, Command command, ModelChange change, Effects effects) {
        Optional<FeatureSet> named = settings.featureSets().stream()
                .filter(set -> set.id().equals(change.getFeatureSet()))
                .findFirst();
        if (named.isEmpty()) {
            return CommandResult.refused(
                    "CMD-020",
                    "model: featureSet must be one of "
                            + settings.featureSets().stream()
                                    .map(set -> set.id())
                                    .toList() + ", was \"" + change.getFeatureSet() + "\"");
        }
        if (!LifecycleOrders.words().contains(change.getChange())) {
            return CommandResult.refused(
                    "CMD-014",
                    "model.change: must be one of " + LifecycleOrders.words() + ", was \"" + change.getChange() + "\"");
        }
        if (change.getChange().equals(LifecycleOrders.PROMOTE_SHADOW) && !settings.hasShadows(named.get())) {
            return CommandResult.refused(
                    "CMD-021",
                    "model: promote_shadow needs a shadow; models of " + change.getFeatureSet()
                            + " have none with this engine and shadow.mode");
        }
        int shards = settings.detectPartitions();
        LifecycleOrders.toAllShards(
                        command.getTenant(),
                        change.getFeatureSet(),
                        shards,
                        watermark(command.getTenant()).orElse(cause.timeMillis()),
                        new LifecycleOrder(command.getId(), change.getChange()))
                .forEach(input -> effects.send(new Emission.OfModelInput(input)));
        return CommandResult.applied("Models of " + change.getFeatureSet() + " on " + shards
                + (shards == 1 ? " shard" : " shards") + " are told to " + change.getChange() + ".");
    }

    private OptionalLong watermark(String tenant) {
        return triage.watermark(tenant).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static OptionalLong millis(@Nullable Instant time) {
        return time == null ? OptionalLong.empty() : OptionalLong.of(time.toEpochMilli());
    }

    private static OptionalDouble number(@Nullable Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
