package dev.winnow.topology.decide;

import dev.winnow.triage.Triage;
import dev.winnow.triage.mute.Mute;
import dev.winnow.triage.mute.MuteSource;
import dev.winnow.triage.mute.MuteState;
import dev.winnow.triage.mute.Mutes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings a tenant's stored mutes in line with the configuration, once after each start of the task and before the tenant's
 * first record. Mutes that the configuration did not bring are left alone: ids of its own begin with {@code config:}.
 * One owner.
 */
final class ConfiguredMutes {
    // What is stored and the tenant's watermark decide alone, so a restart under the same configuration changes
    // nothing,
    // wherever in the stream it falls: a mute that has ended by the watermark is not added again.

    private static final int MOST_ALIGNED = 10_000;

    private final TreeMap<String, TreeMap<String, Mute>> wanted = new TreeMap<>();
    /** Bounded: names of tenants come from outside, and to align one again changes nothing. */
    private final Map<String, Boolean> aligned = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_ALIGNED;
        }
    };

    /** A mute that came or went, for the audit log. */
    record Change(String kind, String muteId, String text) {}

    /** @throws IllegalArgumentException CFG-032 where an id does not begin with {@code config:} */
    ConfiguredMutes(List<Mute> mutes) {
        for (Mute mute : mutes) {
            if (mute.source() != MuteSource.CONFIGURATION) {
                throw new IllegalArgumentException("CFG-032 mutes: id of a configured mute must begin with "
                        + Mute.CONFIGURED + ", was \"" + mute.id() + "\"");
            }
            wanted.computeIfAbsent(mute.tenant(), tenant -> new TreeMap<>()).put(mute.id(), mute);
        }
    }

    /** What changed, in order of id: first what went, then what came. Empty from the second call for a tenant on. */
    List<Change> align(Triage triage, String tenant) {
        if (aligned.put(tenant, true) != null) {
            return List.of();
        }
        Mutes mutes = triage.mutes();
        forgetOverrides(mutes, tenant);
        TreeMap<String, Mute> missing = new TreeMap<>(wanted.getOrDefault(tenant, new TreeMap<>()));
        List<Change> changes = new ArrayList<>();
        for (MuteState stored : mutes.all(tenant)) {
            String id = stored.mute().id();
            if (stored.mute().source() != MuteSource.CONFIGURATION) {
                continue;
            }
            if (stored.mute().equals(missing.get(id)) || isOverridden(mutes, tenant, missing.get(id))) {
                missing.remove(id);
            } else {
                mutes.remove(tenant, id);
                changes.add(new Change(
                        "mute_removed",
                        id,
                        "Mute " + id + " of " + stored.mute().owner() + " left the configuration after " + stored.hits()
                                + " suppressed alerts."));
            }
        }
        Optional<Long> watermark = triage.watermark(tenant);
        for (Mute mute : missing.values()) {
            if (isOverridden(mutes, tenant, mute)) {
                continue;
            }
            if (mutes.isFull(tenant)) {
                changes.add(new Change(
                        "mute_refused",
                        mute.id(),
                        "Mute " + mute.id()
                                + " of the configuration is not in force: the tenant has as many as it can."));
            } else if (watermark.isEmpty() || mute.untilMillis() > watermark.get()) {
                mutes.add(mute);
                changes.add(new Change("mute_added", mute.id(), text(mute)));
            }
        }
        return changes;
    }

    /** Whether a command ended or changed the mute as the configuration has it. */
    private static boolean isOverridden(Mutes mutes, String tenant, @Nullable Mute wanted) {
        return wanted != null
                && mutes.overridden(tenant, wanted.id()).filter(wanted::equals).isPresent();
    }

    /** Where the configuration says something else than when a command overrode it, the configuration counts again. */
    private void forgetOverrides(Mutes mutes, String tenant) {
        Map<String, Mute> configured = wanted.getOrDefault(tenant, new TreeMap<>());
        for (String id : mutes.overrides(tenant)) {
            if (!isOverridden(mutes, tenant, configured.get(id))) {
                mutes.endOverride(tenant, id);
            }
        }
    }

    /** The next record of the tenant aligns again, because this one's changes were discarded. */
    void forget(String tenant) {
        aligned.remove(tenant);
    }

    /** Every tenant is aligned again. */
    void forgetAll() {
        aligned.clear();
    }

    private static String text(Mute mute) {
        return "Mute " + mute.id() + " of " + mute.owner() + " suppresses " + mute.subject() + ": " + mute.reason();
    }
}
