package dev.winnow.triage.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.triage.Decision;
import dev.winnow.triage.Given;
import dev.winnow.triage.Triage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever analysts send, in whatever order it arrives, what is in force is what a few lines of rules say. */
final class VerdictLifeProperties {
    private static final int ALERTS = 3;
    private static final List<String> ANALYSTS = List.of("alice", "bob");
    private static final List<VerdictKind> KINDS =
            List.of(VerdictKind.FALSE_POSITIVE, VerdictKind.TRUE_POSITIVE, VerdictKind.BENIGN_POSITIVE);

    /** What arrives: a verdict, or (absent) the alert of that number. */
    private record Arrival(Optional<Verdict> verdict, int alert) {}

    /** The rules: repeats count once, what was taken back never, and of the rest the highest version, then the latest. */
    private static Map<String, VerdictKind> inForce(List<Arrival> arrivals) {
        Map<String, Verdict> known = new LinkedHashMap<>();
        Set<String> requests = new HashSet<>();
        Set<String> takenBack = new HashSet<>();
        for (Arrival arrival : arrivals) {
            if (arrival.verdict.isEmpty()) {
                continue;
            }
            Verdict verdict = arrival.verdict.get();
            boolean isNewRequest = verdict.idempotencyKey()
                    .map(key -> requests.add(verdict.analyst() + "/" + key))
                    .orElse(true);
            if (verdict.retracts().isPresent()) {
                takenBack.add(verdict.retracts().get());
            } else if (isNewRequest) {
                known.putIfAbsent(verdict.id(), verdict);
            }
        }
        Map<String, Verdict> strongest = new HashMap<>();
        known.values().stream()
                .filter(verdict -> !takenBack.contains(verdict.id()))
                .forEach(verdict -> strongest.merge(
                        verdict.alertId() + "/" + verdict.analyst(),
                        verdict,
                        (before, next) -> next.version() >= before.version() ? next : before));
        Map<String, VerdictKind> inForce = new TreeMap<>();
        strongest.values().forEach(verdict -> inForce.put(verdict.id(), verdict.kind()));
        return inForce;
    }

    private static List<Arrival> arrivals(Random random, boolean areAlertsFirst) {
        List<Arrival> verdicts = new ArrayList<>();
        List<Verdict> sent = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            int alert = random.nextInt(ALERTS);
            String analyst = ANALYSTS.get(random.nextInt(ANALYSTS.size()));
            Verdict verdict = verdict(
                    "v" + i,
                    "alert-" + alert,
                    KINDS.get(random.nextInt(KINDS.size())),
                    analyst,
                    random.nextInt(3),
                    Optional.empty(),
                    random.nextInt(4) == 0 ? Optional.of("request-" + random.nextInt(3)) : Optional.empty());
            sent.add(verdict);
            verdicts.add(new Arrival(Optional.of(verdict), alert));
            if (random.nextInt(4) == 0) {
                verdicts.add(new Arrival(Optional.of(verdict), alert));
            }
        }
        for (int i = 0; i < 5; i++) {
            Verdict target = sent.get(random.nextInt(sent.size()));
            Verdict retraction = verdict(
                    "r" + i,
                    target.alertId(),
                    VerdictKind.UNDETERMINED,
                    target.analyst(),
                    1,
                    Optional.of(target.id()),
                    Optional.empty());
            verdicts.add(new Arrival(Optional.of(retraction), -1));
        }
        Collections.shuffle(verdicts, random);
        List<Arrival> all = new ArrayList<>(verdicts);
        for (int alert = 0; alert < ALERTS; alert++) {
            all.add(areAlertsFirst ? alert : random.nextInt(all.size()), new Arrival(Optional.empty(), alert));
        }
        return all;
    }

    private static Verdict verdict(
            String id,
            String alertId,
            VerdictKind kind,
            String analyst,
            long version,
            Optional<String> retracts,
            Optional<String> key) {
        return new Verdict(
                id, "acme", alertId, kind, "", analyst, ActorType.HUMAN, OptionalLong.empty(), version, retracts, key);
    }

    private static Triage after(List<Arrival> arrivals) {
        Triage triage = Given.triage();
        for (Arrival arrival : arrivals) {
            if (arrival.verdict.isPresent()) {
                triage.advance("acme");
                Given.judge(triage, arrival.verdict.get());
            } else {
                Given.decide(
                        triage, Given.candidate().id("alert-" + arrival.alert).entity("host-" + arrival.alert));
            }
        }
        return triage;
    }

    private static Decision probe(Triage triage) {
        return Given.decide(triage, Given.candidate().id("probe").entity("host-probe"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsInForceIsWhatTheRulesSayInAnyOrderOfArrival(boolean areAlertsFirst) {
        for (int seed = 0; seed < 300; seed++) {
            List<Arrival> arrivals = arrivals(new Random(seed), areAlertsFirst);

            Triage triage = after(arrivals);

            Map<String, VerdictKind> expected = inForce(arrivals);
            long positives =
                    expected.values().stream().filter(VerdictKind::isPositive).count();
            assertThat(probe(triage).movedByIds())
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(expected.keySet());
            assertThat(triage.calibration("acme", "flow/1").labels())
                    .as("seed %d", seed)
                    .isEqualTo(expected.size());
            assertThat(triage.calibration("acme", "flow/1").positives())
                    .as("seed %d", seed)
                    .isEqualTo((int) positives);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void scoresAreAsIfWhatWasTakenBackHadNeverBeenSent(boolean areAlertsFirst) {
        for (int seed = 0; seed < 300; seed++) {
            List<Arrival> arrivals = arrivals(new Random(1000 + seed), areAlertsFirst);
            Set<String> inForce = inForce(arrivals).keySet();
            Set<String> seen = new HashSet<>();
            List<Arrival> without = arrivals.stream()
                    .filter(arrival -> arrival.verdict.isEmpty()
                            || (inForce.contains(arrival.verdict.get().id())
                                    && seen.add(arrival.verdict.get().id())))
                    .toList();

            Decision decision = probe(after(arrivals));
            Decision never = probe(after(without));

            assertThat(decision.scoreCurrent()).as("seed %d", seed).isEqualTo(never.scoreCurrent());
            assertThat(decision.movedBy()).as("seed %d", seed).isEqualTo(never.movedBy());
        }
    }
}
