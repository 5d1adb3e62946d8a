package dev.winnow.triage.calibrate;

/** Logit as a line over the score. */
record Line(double slope, double intercept) {
    double logit(double score) {
        return slope * score + intercept;
    }
}
