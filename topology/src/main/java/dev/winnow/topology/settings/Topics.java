package dev.winnow.topology.settings;

/**
 * Names of the topics that Winnow writes to and reads verdicts from, and of the one by which it tells its own models.
 *
 * @param feedback verdicts, keyed by anything (they are keyed anew inside)
 * @param commands changes at run time, keyed by anything as well
 * @param alerts every banded alert, folded ones included
 * @param clusters current state of each cluster; compacted
 * @param audit the chains, one per partition
 * @param signals what people should know about the system itself
 * @param deadLetters refused records
 * @param modelInputs inputs of models that are no events, one copy for each shard; as many partitions as shards
 */
public record Topics(
        String feedback,
        String commands,
        String alerts,
        String clusters,
        String audit,
        String signals,
        String deadLetters,
        String modelInputs) {
    /** {@code winnow.feedback}, {@code winnow.alerts} and so on under another prefix. */
    public static Topics withPrefix(String prefix) {
        return new Topics(
                prefix + "feedback",
                prefix + "commands",
                prefix + "alerts",
                prefix + "clusters",
                prefix + "audit",
                prefix + "signals",
                prefix + "dead-letters",
                prefix + "model-inputs");
    }
}
