package dev.winnow.app.demo.analyst;

import dev.winnow.app.demo.day.SeededRandom;
import dev.winnow.app.demo.day.SyntheticDay;
import dev.winnow.wire.Verdict;
import dev.winnow.wire.VerdictKind;
import java.time.Instant;
import java.util.Optional;

/**
 * The analyst of the demo: looks at alerts of the first half and says what the truth says. Immutable and thread-safe.
 *
 * <p>All alerts at medium or above are looked at, of the lower ones a share of {@value #REST_SHARE}; which, depends
 * on the seed and the alert id only, so the order of asking does not matter. Folded alerts are never asked about. Alerts of the second half get no verdict: they are
 * what shows whether the first half's taught anything.
 */
public final class DemoAnalyst {
    public static final String NAME = "demo-analyst";

    static final double ALARM_SHARE = 1;
    static final double REST_SHARE = 0.7;
    private static final double LEAST_MINUTES = 2;
    private static final double MOST_MINUTES = 9;

    private final DayTruth truth;
    private final long seed;

    public DemoAnalyst(DayTruth truth, long seed) {
        this.truth = truth;
        this.seed = seed;
    }

    /** The verdict on an alert, or nothing if the analyst does not look at it. The same alert gets the same verdict again. */
    public Optional<DemoVerdict> judge(ShownAlert alert) {
        if (alert.timeMillis() >= SyntheticDay.HALF_MILLIS) {
            return Optional.empty();
        }
        SeededRandom random = new SeededRandom(seed).fork("verdict on " + alert.id());
        if (!random.chance(alert.isAlarm() ? ALARM_SHARE : REST_SHARE)) {
            return Optional.empty();
        }
        long verdictMillis = alert.timeMillis() + (long) (random.uniform(LEAST_MINUTES, MOST_MINUTES) * 60_000);
        DayTruth.Answer answer = truth.about(alert);
        return Optional.of(
                switch (answer.kind()) {
                    case ATTACK ->
                        verdict(
                                alert,
                                VerdictKind.TRUE_POSITIVE,
                                "confirmed: " + answer.name() + (answer.direct() ? "" : ", seen through its host"),
                                verdictMillis);
                    case BENIGN_POSITIVE ->
                        verdict(
                                alert,
                                VerdictKind.BENIGN_POSITIVE,
                                "expected activity: " + answer.name(),
                                verdictMillis);
                    case NOISE ->
                        verdict(alert, VerdictKind.FALSE_POSITIVE, "ordinary traffic, nothing found", verdictMillis);
                });
    }

    private static DemoVerdict verdict(ShownAlert alert, VerdictKind kind, String reason, long verdictMillis) {
        return new DemoVerdict("demo-" + alert.id(), alert.tenant(), alert.id(), kind, reason, verdictMillis);
    }

    /**
     * A verdict of the demo's analyst.
     *
     * @param id unique per tenant
     * @param verdictMillis event time of the decision, some minutes after the alert
     */
    public record DemoVerdict(
            String id, String tenant, String alertId, VerdictKind kind, String reason, long verdictMillis) {
        /** As it goes to the feedback topic. */
        public Verdict toWire() {
            return Verdict.newBuilder()
                    .setId(id)
                    .setTenant(tenant)
                    .setAlertId(alertId)
                    .setVerdict(kind)
                    .setReason(reason)
                    .setAnalyst(NAME)
                    .setVerdictTime(Instant.ofEpochMilli(verdictMillis))
                    .setVersion(1L)
                    .setRetracts(null)
                    .build();
        }
    }
}
