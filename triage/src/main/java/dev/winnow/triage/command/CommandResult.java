package dev.winnow.triage.command;

import dev.winnow.triage.cluster.ClusterSummary;
import java.util.List;
import java.util.Optional;

/**
 * What came of a change.
 *
 * @param code code of the refusal; empty where the change is in force
 * @param text one sentence for people
 * @param clusters states of the clusters that it touched, to be sent once more
 */
public record CommandResult(Optional<String> code, String text, List<ClusterSummary> clusters) {
    public CommandResult {
        clusters = List.copyOf(clusters);
    }

    public static CommandResult applied(String text) {
        return new CommandResult(Optional.empty(), text, List.of());
    }

    public static CommandResult applied(String text, List<ClusterSummary> clusters) {
        return new CommandResult(Optional.empty(), text, clusters);
    }

    /** @param code stable code, for example {@code CMD-010}; nothing was changed */
    public static CommandResult refused(String code, String text) {
        return new CommandResult(Optional.of(code), text, List.of());
    }

    public boolean isApplied() {
        return code.isEmpty();
    }
}
