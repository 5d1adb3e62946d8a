package dev.winnow.app.config;

import dev.winnow.detectors.setting.SettingException;
import dev.winnow.triage.mute.Mute;
import dev.winnow.triage.mute.MuteScope;
import dev.winnow.triage.mute.Recurrence;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One mute, or one maintenance window where it recurs. Alerts that it covers are decided, counted and audited as ever, but not
 * shown.
 *
 * @param id name of the mute, unique within its tenant; what was suppressed names it
 * @param scope what it is about: entity, feature_set or cluster
 * @param target the entity, feature set id (for example suricata-flow/1) or cluster id
 * @param owner who answers for it
 * @param reason why
 * @param until end in event time, not included
 * @param from first event time that it covers
 * @param tenant tenant whose alerts it covers
 * @param weekly limits it to a window that recurs every week; not set: all of its time
 */
public record MuteConfig(
        String id,
        MuteScope scope,
        String target,
        String owner,
        String reason,
        Instant until,
        Instant from,
        String tenant,
        @Nullable Weekly weekly) {

    /** Marks the stored mutes that come from the configuration, so that only they follow it. */
    private static final String STORED_PREFIX = "config:";

    /**
     * A window that recurs every week. One whose end is not after its start runs past midnight.
     *
     * @param days days on which it starts
     * @param from when it starts, for example 22:00
     * @param to when it ends, not included
     * @param zone time zone of both, for example Europe/Berlin
     */
    public record Weekly(List<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
        public Weekly {
            if (days.isEmpty()) {
                throw new SettingException("days", "must name at least one day");
            }
            days = List.copyOf(days);
        }

        static Weekly defaults(List<DayOfWeek> days, LocalTime from, LocalTime to) {
            return new Weekly(days, from, to, ZoneOffset.UTC);
        }
    }

    public MuteConfig {
        Rules.name("id", id, 64);
        Rules.notBlank("target", target);
        Rules.notBlank("owner", owner);
        Rules.notBlank("reason", reason);
        Rules.name("tenant", tenant, 64);
        if (!until.isAfter(from)) {
            throw new SettingException("until", "must be after from (" + from + "), was " + until);
        }
    }

    static MuteConfig defaults(String id, MuteScope scope, String target, String owner, String reason, Instant until) {
        return new MuteConfig(id, scope, target, owner, reason, until, Instant.EPOCH, "default", null);
    }

    /** The same as triage takes it. */
    public Mute toMute() {
        return new Mute(
                STORED_PREFIX + id,
                tenant,
                scope,
                target,
                owner,
                reason,
                from.toEpochMilli(),
                until.toEpochMilli(),
                Optional.ofNullable(weekly)
                        .map(window ->
                                new Recurrence(Set.copyOf(window.days()), window.from(), window.to(), window.zone())));
    }
}
