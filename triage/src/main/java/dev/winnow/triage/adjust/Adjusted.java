package dev.winnow.triage.adjust;

import dev.winnow.triage.candidate.Scored;
import java.util.List;

/**
 * A candidate after the verdicts near it had their say.
 *
 * @param score current score, −log10 p units, at least 0; NaN where the candidate is not scored
 * @param moves verdicts that moved it, strongest first, at most {@link Adjuster#MOST_MOVES}
 */
public record Adjusted(Scored scored, ScaledPoint point, double score, List<Move> moves) {
    public Adjusted {
        moves = List.copyOf(moves);
    }
}
