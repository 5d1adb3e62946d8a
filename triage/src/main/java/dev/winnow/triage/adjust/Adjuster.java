package dev.winnow.triage.adjust;

import dev.winnow.triage.candidate.Scored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Moves the score of a candidate by the verdicts on alerts near it, by a bounded amount. */
public final class Adjuster {
    // move = maxMove · Σ mᵢ yᵢ / (priorMass + Σ mᵢ), y = ±1, with mass mᵢ = kernel(distance) · 2^(−age / halfLife), and
    // each analyst's masses scaled down together where they exceed analystMass. The kernel is the biweight
    // (1 − D²/r²)², which ends at the radius without a step. The prior mass keeps one verdict from silencing its
    // surroundings, and |move| < maxMove however many verdicts there are. Opposite verdicts cancel.

    /** Verdicts named on an alert; more are counted in the score but not listed. */
    public static final int MOST_MOVES = 16;

    private final AdjustConfig config;
    private final VerdictMemory memory;

    public Adjuster(AdjustConfig config, VerdictMemory memory) {
        this.config = config;
        this.memory = memory;
    }

    private record Weighed(ActingVerdict verdict, double mass) {}

    /** @param signature text of the rule that fired; empty where the event has none */
    public Adjusted adjust(Scored scored, String signature) {
        ScaledPoint point = ScaledPoint.of(scored, signature);
        if (!scored.isScored() || !point.isPlaced()) {
            return new Adjusted(scored, point, scored.score(), List.of());
        }
        List<Weighed> near = near(scored, point);
        if (near.isEmpty()) {
            return new Adjusted(scored, point, scored.score(), List.of());
        }
        Map<String, Double> masses = new LinkedHashMap<>();
        for (Weighed weighed : near) {
            masses.merge(weighed.verdict.analyst(), weighed.mass, Double::sum);
        }
        double total = config.priorMass();
        for (double mass : masses.values()) {
            total += Math.min(mass, config.analystMass());
        }
        List<Move> moves = new ArrayList<>(near.size());
        double sum = 0;
        for (Weighed weighed : near) {
            double analyst = masses.getOrDefault(weighed.verdict.analyst(), weighed.mass);
            double mass = weighed.mass * Math.min(1, config.analystMass() / analyst);
            double amount = (weighed.verdict.raises() ? 1 : -1) * config.maxMove() * mass / total;
            sum += amount;
            moves.add(new Move(weighed.verdict.verdictId(), amount));
        }
        moves.sort(Comparator.comparingDouble((Move move) -> -Math.abs(move.amount()))
                .thenComparing(Move::verdictId));
        double score = Math.max(0, scored.score() + sum);
        return new Adjusted(scored, point, score, moves.subList(0, Math.min(moves.size(), MOST_MOVES)));
    }

    private List<Weighed> near(Scored scored, ScaledPoint point) {
        double limit = config.radius() * config.radius();
        List<Weighed> near = new ArrayList<>();
        for (VerdictMemory.Slot slot : memory.slots(scored.tenant(), scored.featureSet())) {
            ActingVerdict verdict = slot.remembered();
            double squared = point.distanceSquared(verdict.point(), config.uniformShare(), limit);
            if (squared >= limit) {
                continue;
            }
            double kernel = (1 - squared / limit) * (1 - squared / limit);
            double age = Math.max(0, scored.timeMillis() - verdict.learntAtMillis());
            double mass = kernel * StrictMath.pow(0.5, age / config.halfLifeMillis());
            if (mass > 1e-6) {
                near.add(new Weighed(verdict, mass));
            }
        }
        // By id: a verdict that came back into force has another place in memory, and sums must not depend on it.
        near.sort(Comparator.comparing(weighed -> weighed.verdict.verdictId()));
        return near;
    }
}
