package dev.winnow.evaluation.eval;

import java.util.List;

/**
 * What the project wants to reach, as the page states it beside what is measured.
 *
 * @param set set
 * @param protocol its protocol
 * @param figure field of the row
 * @param floor what every build must hold
 * @param goal what a release should show
 */
record QualityTarget(String set, String protocol, String figure, double floor, double goal) {
    private static final String RECALL = "recallAt1PercentFpr";

    /** In the order of the page. */
    static final List<QualityTarget> ALL = List.of(
            new QualityTarget("nsl-kdd", "stream5", "ap", 0.55, 0.70),
            new QualityTarget("nsl-kdd", "stream5", "roc", 0.955, 0.965),
            new QualityTarget("nsl-kdd", "stream5", RECALL, 0.50, 0.70),
            new QualityTarget("nsl-kdd", "normals", "roc", 0.960, 0.975),
            new QualityTarget("nsl-kdd", "normals", "ap", 0.965, 0.978),
            new QualityTarget("nsl-kdd", "normals", RECALL, 0.60, 0.68),
            new QualityTarget("kdd-http", "stream", "roc", 0.994, 0.998),
            new QualityTarget("kdd-http", "stream", "ap", 0.24, 0.70),
            new QualityTarget("kdd-http", "stream", RECALL, 0.99, 1.0),
            new QualityTarget("shuttle", "stream", "roc", 0.991, 0.996),
            new QualityTarget("shuttle", "stream", "ap", 0.85, 0.93),
            new QualityTarget("nab", "standard", "score", 68, 78),
            new QualityTarget("nab", "reward_low_FP_rate", "score", 62, 73),
            new QualityTarget("server-metrics", "asd", "vusPr", 0.48, 0.58),
            new QualityTarget("server-metrics", "asd", "ap", 0.34, 0.45));
}
