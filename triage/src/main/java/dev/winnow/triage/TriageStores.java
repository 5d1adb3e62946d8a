package dev.winnow.triage;

import dev.winnow.triage.state.MapRows;
import dev.winnow.triage.state.Rows;

/**
 * Where triage keeps its state; each is a store of its own in the task.
 *
 * @param alerts alerts that can be judged
 * @param verdicts verdicts and what the adjuster remembers of them
 * @param calibrators calibrators, labels and alert budgets
 * @param folds open folds
 * @param clusters open clusters, their index and the tenants' watermarks
 * @param pending verdicts that wait for their alert
 * @param mutes mutes
 * @param commands ids of commands and the settings that they changed
 */
public record TriageStores(
        Rows alerts,
        Rows verdicts,
        Rows calibrators,
        Rows folds,
        Rows clusters,
        Rows pending,
        Rows mutes,
        Rows commands) {
    /** Stores in memory. */
    public static TriageStores inMemory() {
        return new TriageStores(
                new MapRows(),
                new MapRows(),
                new MapRows(),
                new MapRows(),
                new MapRows(),
                new MapRows(),
                new MapRows(),
                new MapRows());
    }
}
