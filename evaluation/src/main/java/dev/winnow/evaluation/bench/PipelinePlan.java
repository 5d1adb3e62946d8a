package dev.winnow.evaluation.bench;

import dev.winnow.app.config.Guarantee;

/**
 * What {@code bench pipeline} does.
 *
 * @param events events that Winnow is measured on, over all rounds; 300 to 5,000,000 and at least 100 a round
 * @param rounds rounds that count, 1 to 99; one more runs before them and is dropped
 * @param threads stream threads of each application, 1 to 64
 * @param partitions partitions of each input topic, 1 to 64
 * @param guarantee for all applications
 * @param latencySeconds how long latency is measured, 1 to 3600
 */
record PipelinePlan(long events, int rounds, int threads, int partitions, Guarantee guarantee, int latencySeconds) {
    /** A floor needs more records than Winnow for a round of some seconds, and no more than this. */
    private static final long FLOOR_RECORDS = 400_000;

    /** So many times Winnow's events at most, so that a tiny run stays one. */
    private static final int FLOOR_FACTOR = 5;

    /** Enough for the models to be ready and the hot methods to be compiled. */
    private static final long WARM_UP_EVENTS = 20_000;

    PipelinePlan {
        between("--rounds", rounds, 1, 99);
        between("--events", events, Math.max(300, 100L * rounds), 5_000_000);
        between("--threads", threads, 1, 64);
        between("--partitions", partitions, 1, 64);
        between("--latency-seconds", latencySeconds, 1, 3600);
    }

    /** Events of Winnow in one round that counts. */
    long eventsPerRound() {
        return events / rounds;
    }

    /** Events of Winnow in the round that is dropped: a model must have its days of collecting behind it. */
    long warmUpEvents() {
        return Math.max(Math.min(WARM_UP_EVENTS, events), eventsPerRound() / 4);
    }

    /** Records of a floor in one round. */
    long floorRecordsPerRound() {
        long most = Math.max(eventsPerRound(), FLOOR_RECORDS);
        return Math.min(FLOOR_FACTOR * eventsPerRound(), most);
    }

    /** Everything that Winnow is fed in rounds, the dropped one included. */
    long eventsInRounds() {
        return warmUpEvents() + rounds * eventsPerRound();
    }

    private static void between(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "BEN-001 " + option + ": must be between " + least + " and " + most + ", was " + value);
        }
    }
}
