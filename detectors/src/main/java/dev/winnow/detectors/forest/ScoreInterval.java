package dev.winnow.detectors.forest;

/**
 * A score with what its trees leave open.
 *
 * @param score mean of the trees
 * @param low lower end, at least 0 and at most the score
 * @param high upper end, at least the score
 * @param standardError of the score, over the draw of the trees
 * @param trees how many spoke, at least 2
 */
public record ScoreInterval(double score, double low, double high, double standardError, int trees) {
    public ScoreInterval {
        if (!(low >= 0 && low <= score && score <= high && standardError >= 0 && trees >= 2)) {
            throw new IllegalArgumentException("CFG-004 interval: 0 <= low <= score <= high over at least 2 trees is"
                    + " required, was " + low + ", " + score + ", " + high + " over " + trees);
        }
    }
}
