package dev.winnow.topology.mapping;

import dev.winnow.triage.mute.Mute;
import dev.winnow.triage.mute.MuteScope;
import dev.winnow.triage.mute.Recurrence;
import dev.winnow.wire.AllowAdd;
import dev.winnow.wire.Command;
import dev.winnow.wire.MuteAdd;
import dev.winnow.wire.Signal;
import dev.winnow.wire.SignalKind;
import dev.winnow.wire.WeeklyWindow;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What wire commands say in the words of triage. Methods throw {@link IllegalArgumentException} or
 * {@link java.time.DateTimeException} where a value is not one that triage can take.
 */
public final class WireCommands {
    private WireCommands() {}

    public static Mute mute(Command command, MuteAdd add) {
        Instant from = add.getFrom();
        return new Mute(
                add.getMuteId(),
                command.getTenant(),
                scope(add.getScope()),
                add.getTarget(),
                owner(command, add.getOwner()),
                command.getReason(),
                from == null ? 0 : from.toEpochMilli(),
                add.getUntil().toEpochMilli(),
                Optional.ofNullable(add.getWeekly()).map(WireCommands::recurrence));
    }

    public static Mute allowed(Command command, AllowAdd add) {
        String entity = add.getEntity();
        String field = add.getField();
        String value = add.getValue();
        boolean isEntity = entity != null && field == null && value == null;
        boolean isValue = entity == null && field != null && value != null && !field.isBlank() && !value.isBlank();
        if (!isEntity && !isValue) {
            throw new IllegalArgumentException("allow-list: must name either an entity, or a field and its value");
        }
        return new Mute(
                add.getAllowId(),
                command.getTenant(),
                entity != null ? MuteScope.ENTITY : MuteScope.VALUE,
                entity != null ? entity : Mute.valueTarget(String.valueOf(field), String.valueOf(value)),
                owner(command, add.getOwner()),
                command.getReason(),
                0,
                Mute.NEVER,
                Optional.empty());
    }

    public static Recurrence recurrence(WeeklyWindow weekly) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String day : weekly.getDays()) {
            days.add(DayOfWeek.valueOf(day.toUpperCase(Locale.ROOT)));
        }
        return new Recurrence(
                days, LocalTime.parse(weekly.getFrom()), LocalTime.parse(weekly.getTo()), ZoneId.of(weekly.getZone()));
    }

    /** That a command is in force. */
    public static Signal applied(Command command, String text, long timeMillis) {
        return new Signal(
                SignalKind.CONFIG_CHANGE,
                command.getTenant(),
                "command " + command.getId(),
                Instant.ofEpochMilli(timeMillis),
                text + " Command of " + command.getActor() + " ("
                        + command.getActorType().name().toLowerCase(Locale.ROOT) + "): " + command.getReason(),
                Map.of(),
                Signals.NO_SHARD,
                0);
    }

    private static MuteScope scope(String word) {
        return switch (word) {
            case "entity" -> MuteScope.ENTITY;
            case "feature_set" -> MuteScope.FEATURE_SET;
            case "cluster" -> MuteScope.CLUSTER;
            default ->
                throw new IllegalArgumentException(
                        "mute.scope: must be entity, feature_set or cluster, was \"" + word + "\"");
        };
    }

    private static String owner(Command command, @Nullable String owner) {
        return owner == null ? command.getActor() : owner;
    }
}
