package dev.winnow.triage.command;

import dev.winnow.triage.band.AssetWeight;
import dev.winnow.triage.band.BandConfig;
import dev.winnow.triage.band.TenantBands;
import dev.winnow.triage.cluster.ClusterChange;
import dev.winnow.triage.cluster.ClusterChanges;
import dev.winnow.triage.mute.Mute;
import dev.winnow.triage.mute.MuteSource;
import dev.winnow.triage.mute.MuteState;
import dev.winnow.triage.mute.Mutes;
import dev.winnow.triage.mute.Recurrence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What may be changed while triage runs. A refused change changed nothing. What was changed holds until it is changed back
 * or ends by itself, whatever the configuration becomes.
 */
public final class Operations {
    private final Mutes mutes;
    private final TenantBands bands;
    private final ClusterChanges clusters;

    public Operations(Mutes mutes, TenantBands bands, ClusterChanges clusters) {
        this.mutes = mutes;
        this.bands = bands;
        this.clusters = clusters;
    }

    /** Adds a mute, a maintenance window or an entry of the allow-list. */
    public CommandResult addMute(Mute mute, OptionalLong watermark) {
        if (mute.source() != MuteSource.COMMAND) {
            return CommandResult.refused(
                    "CMD-013", "mute \"" + mute.id() + "\": ids that begin with config: belong to the configuration");
        }
        Optional<MuteState> known = mutes.find(mute.tenant(), mute.id());
        if (known.isPresent()) {
            return CommandResult.refused(
                    "CMD-011",
                    "mute \"" + mute.id() + "\": id must be new; it is that of a mute of "
                            + known.get().mute().subject() + "; change that one or choose another id");
        }
        if (mutes.isFull(mute.tenant())) {
            return CommandResult.refused(
                    "CMD-012", "mutes: a tenant can have at most " + Mutes.MOST + "; end some before adding more");
        }
        if (watermark.isPresent() && mute.untilMillis() <= watermark.getAsLong()) {
            return CommandResult.refused(
                    "CMD-014",
                    "mute \"" + mute.id() + "\": until must be after the events' time ("
                            + Instant.ofEpochMilli(watermark.getAsLong()) + "), was "
                            + Instant.ofEpochMilli(mute.untilMillis()));
        }
        mutes.add(mute);
        return CommandResult.applied((mute.isAllowed() ? "Allow-list entry " : "Mute ") + mute.id() + " of "
                + mute.owner() + " suppresses " + mute.subject() + ": " + mute.reason());
    }

    /**
     * Changes a mute; what is empty stays as it is.
     *
     * @param reason why it is muted from now on
     */
    public CommandResult changeMute(
            String tenant,
            String id,
            String reason,
            Optional<String> owner,
            OptionalLong untilMillis,
            Optional<Recurrence> recurrence) {
        Optional<MuteState> known = mutes.find(tenant, id);
        if (known.isEmpty()) {
            return unknown("mute", id);
        }
        Mute before = known.get().mute();
        Mute after = new Mute(
                id,
                tenant,
                before.scope(),
                before.target(),
                owner.orElse(before.owner()),
                reason,
                before.fromMillis(),
                untilMillis.orElse(before.untilMillis()),
                recurrence.or(before::recurrence));
        if (before.source() == MuteSource.CONFIGURATION) {
            mutes.override(before);
        }
        mutes.change(after);
        return CommandResult.applied("Mute " + id + " of " + after.owner() + " was changed; it suppresses "
                + after.subject() + ": " + after.reason());
    }

    public CommandResult endMute(String tenant, String id) {
        return end(tenant, id, "mute", false);
    }

    public CommandResult endAllowed(String tenant, String id) {
        return end(tenant, id, "allow-list entry", true);
    }

    private CommandResult end(String tenant, String id, String what, boolean isAllowed) {
        Optional<MuteState> known =
                mutes.find(tenant, id).filter(state -> state.mute().isAllowed() == isAllowed);
        if (known.isEmpty()) {
            return unknown(what, id);
        }
        Mute mute = known.get().mute();
        if (mute.source() == MuteSource.CONFIGURATION) {
            mutes.override(mute);
        }
        mutes.remove(tenant, id);
        return CommandResult.applied((isAllowed ? "Allow-list entry " : "Mute ") + id + " of " + mute.owner()
                + " ended after " + known.get().hits() + " suppressed alerts.");
    }

    private static CommandResult unknown(String what, String id) {
        return CommandResult.refused(
                "CMD-010", what + " \"" + id + "\": must be in force; there is none of this id (it may have ended)");
    }

    /** Sets thresholds; what is empty stays as it is in force now. */
    public CommandResult setThresholds(
            String tenant, OptionalDouble low, OptionalDouble medium, OptionalDouble high, OptionalDouble critical) {
        BandConfig now = bands.inForce(tenant);
        TenantBands.Thresholds thresholds = new TenantBands.Thresholds(
                low.orElse(now.low()),
                medium.orElse(now.medium()),
                high.orElse(now.high()),
                critical.orElse(now.critical()));
        bands.setThresholds(tenant, thresholds);
        return CommandResult.applied("Bands begin at " + thresholds.low() + ", " + thresholds.medium() + ", "
                + thresholds.high() + " and " + thresholds.critical() + ".");
    }

    public CommandResult endThresholds(String tenant) {
        return bands.endThresholds(tenant)
                ? CommandResult.applied("Bands begin where the configuration says.")
                : nothingToEnd("thresholds of the bands");
    }

    /** @param perDay empty to go back to the configured budget */
    public CommandResult setBudget(String tenant, OptionalInt perDay) {
        if (perDay.isPresent()) {
            bands.setBudget(tenant, perDay.getAsInt());
            return CommandResult.applied(
                    perDay.getAsInt() == 0
                            ? "There is no alert budget."
                            : "The alert budget is " + perDay.getAsInt() + " a day.");
        }
        return bands.endBudget(tenant)
                ? CommandResult.applied("The alert budget is the configured one.")
                : nothingToEnd("alert budget");
    }

    /** @param factor empty to go back to the configured weights */
    public CommandResult setWeight(String tenant, String entities, OptionalDouble factor) {
        if (factor.isEmpty()) {
            return bands.endWeight(tenant, entities)
                    ? CommandResult.applied("Assets " + entities + " weigh what the configuration says.")
                    : nothingToEnd("weight of \"" + entities + "\"");
        }
        if (!bands.setWeight(tenant, new AssetWeight(entities, factor.getAsDouble()))) {
            return CommandResult.refused(
                    "CMD-012",
                    "asset weights: a tenant can have at most " + TenantBands.MOST_WEIGHTS
                            + " by command; end some before adding more");
        }
        return CommandResult.applied("Assets " + entities + " weigh " + factor.getAsDouble() + ".");
    }

    private static CommandResult nothingToEnd(String what) {
        return CommandResult.refused("CMD-015", what + ": must have been set by a command; the configuration counts");
    }

    public CommandResult merge(String tenant, String into, List<String> parts) {
        return of(clusters.merge(tenant, into, parts));
    }

    public CommandResult takeOutParts(String tenant, String id, List<String> parts) {
        return of(clusters.takeOutParts(tenant, id, parts));
    }

    /** @param cause id of the command, from which the new cluster's id derives */
    public CommandResult takeOutEntities(
            String tenant, String id, List<String> entities, String cause, OptionalLong watermark) {
        // A tenant with an open cluster has a watermark.
        return of(clusters.takeOutEntities(tenant, id, entities, cause, watermark.orElse(0)));
    }

    private static CommandResult of(ClusterChange change) {
        return new CommandResult(change.code(), change.text(), change.clusters());
    }
}
