package dev.winnow.detectors.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Features in named groups, to say in a few words what a score is due to. Immutable.
 *
 * <p>Groups do not overlap, and what no group names is shown as {@value #REST}: so the parts always sum to the score.
 */
public final class FeatureGroups {
    /** Stands for all features that are in no group. */
    public static final String REST = "other";

    /**
     * A name for some features.
     *
     * @param features their places in a point; at least one, each once
     */
    public record Group(String name, List<Integer> features) {
        public Group {
            features = List.copyOf(features);
        }
    }

    /**
     * A group's part of a score.
     *
     * @param high part due to values above what is usual, at least 0
     * @param low part due to values below what is usual, at least 0
     * @param share of the score, in [0, 1]; 0 for a score of 0
     */
    public record Part(String name, double high, double low, double share) {
        /** What of the score is due to the group. */
        public double total() {
            return high + low;
        }
    }

    private final List<Group> groups;
    /** By feature: the place of its group. */
    private final int[] groupOf;

    /**
     * @param dimensions width of the points
     * @param groups in the order in which they are shown
     * @throws IllegalArgumentException CFG-004 for an empty group, a name or feature that stands twice, or a feature that is not there
     */
    public FeatureGroups(int dimensions, List<Group> groups) {
        groupOf = new int[dimensions];
        Arrays.fill(groupOf, -1);
        List<Group> all = new ArrayList<>(groups);
        for (int g = 0; g < groups.size(); g++) {
            Group group = groups.get(g);
            if (group.features().isEmpty() || group.name().equals(REST) || indexOf(groups, group.name()) != g) {
                throw new IllegalArgumentException("CFG-004 feature group \"" + group.name()
                        + "\": must have a name of its own, other than \"" + REST + "\", and at least one feature");
            }
            for (int feature : group.features()) {
                if (feature < 0 || feature >= dimensions || groupOf[feature] >= 0) {
                    throw new IllegalArgumentException("CFG-004 feature group \"" + group.name()
                            + "\": features must be between 0 and " + (dimensions - 1) + " and in one group each, was "
                            + feature);
                }
                groupOf[feature] = g;
            }
        }
        List<Integer> rest = new ArrayList<>();
        for (int d = 0; d < dimensions; d++) {
            if (groupOf[d] < 0) {
                groupOf[d] = groups.size();
                rest.add(d);
            }
        }
        if (!rest.isEmpty()) {
            all.add(new Group(REST, rest));
        }
        this.groups = List.copyOf(all);
    }

    /** All groups, that of the rest included if there is one. */
    public List<Group> groups() {
        return groups;
    }

    /**
     * Sums an attribution over the groups.
     *
     * @param high parts by feature, from {@link dev.winnow.detectors.Detector#attribute}
     * @param low parts by feature
     * @return a part for each of {@link #groups}, in their order
     * @throws IllegalArgumentException DET-002 if a length is wrong
     */
    public List<Part> split(double[] high, double[] low) {
        if (high.length != groupOf.length || low.length != groupOf.length) {
            throw new IllegalArgumentException("DET-002 feature groups: expected " + groupOf.length + " parts, got "
                    + high.length + " high and " + low.length + " low");
        }
        double[] highs = new double[groups.size()];
        double[] lows = new double[groups.size()];
        double whole = 0;
        for (int d = 0; d < groupOf.length; d++) {
            highs[groupOf[d]] += high[d];
            lows[groupOf[d]] += low[d];
            whole += high[d] + low[d];
        }
        List<Part> parts = new ArrayList<>(groups.size());
        for (int g = 0; g < highs.length; g++) {
            double share = whole > 0 ? Math.min(1, (highs[g] + lows[g]) / whole) : 0;
            parts.add(new Part(groups.get(g).name(), highs[g], lows[g], share));
        }
        return List.copyOf(parts);
    }

    private static int indexOf(List<Group> groups, String name) {
        for (int g = 0; g < groups.size(); g++) {
            if (groups.get(g).name().equals(name)) {
                return g;
            }
        }
        return -1;
    }
}
