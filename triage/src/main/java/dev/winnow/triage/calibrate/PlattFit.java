package dev.winnow.triage.calibrate;

import java.util.List;
import java.util.Optional;

/**
 * Fits Platt's sigmoid as a maximum a posteriori estimate, by Newton's method with backtracking; monotone by construction. This is
 * not Platt's smoothing of the targets: see below.
 */
final class PlattFit {
    // [1] Lin, Lin, Weng: A note on Platt's probabilistic outputs for support vector machines. Machine Learning 68
    // (2007), algorithm 1: the numerically safe objective, the ridged Hessian and the backtracking line search.
    // Differs from [1], section 2: targets are 0 and 1, not Platt's (N+ + 1)/(N+ + 2) and 1/(N- + 2). Those smooth
    // towards
    // the frequencies of the labels themselves; here the regularisation comes from pseudo-labels of the stated prior, a
    // grid of scores with fractional targets. The prior is a line in the score, so that without labels the fit is the
    // prior
    // itself, and with few or separable ones it stays near it: PlattFitTest pins all three.

    private static final int MOST_PASSES = 100;
    private static final double SMALLEST_STEP = 1e-10;
    private static final double RIDGE = 1e-12;
    private static final double FLAT = 1e-8;
    /** Scores at which the prior speaks: half a decade apart over the range where bands change. */
    private static final double[] GRID = {0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6};

    private final CalibrateConfig config;
    private final double[] scores;
    private final double[] targets;
    private final double[] weights;

    private PlattFit(CalibrateConfig config, List<Label> labels, double baseRate) {
        this.config = config;
        int size = GRID.length + labels.size();
        scores = new double[size];
        targets = new double[size];
        weights = new double[size];
        for (int i = 0; i < GRID.length; i++) {
            scores[i] = GRID[i];
            targets[i] = Logit.probability(StatedPrior.logit(GRID[i], baseRate));
            weights[i] = config.priorWeight() / GRID.length;
        }
        for (int i = 0; i < labels.size(); i++) {
            Label label = labels.get(i);
            scores[GRID.length + i] = label.score();
            targets[GRID.length + i] = label.positive() ? 1 : 0;
            weights[GRID.length + i] = 1;
        }
    }

    /** The fitted line; empty where the search did not converge. */
    static Optional<Line> fit(CalibrateConfig config, List<Label> labels, double baseRate) {
        PlattFit fit = new PlattFit(config, labels, baseRate);
        Optional<Line> free = fit.search(new Line(1, Logit.of(baseRate)), true);
        if (free.isEmpty()) {
            return free;
        }
        double slope = Math.max(
                config.minSlope(), Math.min(config.maxSlope(), free.get().slope()));
        // On a bound of the slope the intercept is fitted again alone, or the mean would be off.
        return slope == free.get().slope()
                ? free
                : fit.search(new Line(slope, free.get().intercept()), false);
    }

    private Optional<Line> search(Line start, boolean slopeIsFree) {
        Line line = start;
        double loss = loss(line);
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            double h11 = RIDGE;
            double h22 = RIDGE;
            double h21 = 0;
            double g1 = 0;
            double g2 = 0;
            for (int i = 0; i < scores.length; i++) {
                double p = Logit.probability(line.logit(scores[i]));
                double curvature = weights[i] * p * (1 - p);
                h11 += scores[i] * scores[i] * curvature;
                h22 += curvature;
                h21 += scores[i] * curvature;
                double error = weights[i] * (p - targets[i]);
                g1 += scores[i] * error;
                g2 += error;
            }
            if (!slopeIsFree) {
                g1 = 0;
                h21 = 0;
            }
            if (Math.abs(g1) < FLAT * scores.length && Math.abs(g2) < FLAT * scores.length) {
                return finite(line);
            }
            double determinant = h11 * h22 - h21 * h21;
            double slopeStep = -(h22 * g1 - h21 * g2) / determinant;
            double interceptStep = -(-h21 * g1 + h11 * g2) / determinant;
            double gain = g1 * slopeStep + g2 * interceptStep;
            double step = 1;
            while (step >= SMALLEST_STEP) {
                Line next = new Line(line.slope() + step * slopeStep, line.intercept() + step * interceptStep);
                double nextLoss = loss(next);
                if (nextLoss < loss + 1e-4 * step * gain) {
                    line = next;
                    loss = nextLoss;
                    break;
                }
                step /= 2;
            }
            if (step < SMALLEST_STEP) {
                // Nothing lower can be told apart in doubles: converged if the slope of the loss is tiny against it.
                return Math.abs(gain) < 1e-6 * (1 + loss) ? finite(line) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Weighted log loss, written so that neither exponential overflows ([1], equation 17). */
    private double loss(Line line) {
        double loss = 0;
        for (int i = 0; i < scores.length; i++) {
            double logit = line.logit(scores[i]);
            loss += weights[i]
                    * (logit >= 0
                            ? (1 - targets[i]) * logit + StrictMath.log1p(StrictMath.exp(-logit))
                            : -targets[i] * logit + StrictMath.log1p(StrictMath.exp(logit)));
        }
        return loss;
    }

    private static Optional<Line> finite(Line line) {
        return Double.isFinite(line.slope()) && Double.isFinite(line.intercept())
                ? Optional.of(line)
                : Optional.empty();
    }
}
