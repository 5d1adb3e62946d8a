package dev.winnow.triage.cluster;

import dev.winnow.detectors.hash.SplitMix;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.candidate.Scored;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * An alert as a sparse vector over hashed names: signed attribution by feature and context by value, each part of length
 * 1. Names rather than positions span the space, so alerts of different feature sets can be compared.
 */
final class TokenVector {
    private static final int MOST_CONTEXT = 32;
    private static final int LONGEST_VALUE = 256;
    private static final float SIGNATURE_WEIGHT = 2;
    private static final float LINK_WEIGHT = 1.5f;

    private final long[] featureTokens;
    private final float[] features;
    private final long[] contextTokens;
    private final float[] context;
    private final long[] links;

    private TokenVector(long[] featureTokens, float[] features, long[] contextTokens, float[] context, long[] links) {
        this.featureTokens = featureTokens;
        this.features = features;
        this.contextTokens = contextTokens;
        this.context = context;
        this.links = links;
    }

    static TokenVector of(Scored scored, Behaviour behaviour, ClusterConfig config, TokenHasher hasher) {
        TreeMap<Long, Float> byFeature = new TreeMap<>();
        int width = Math.min(scored.attribution().size(), scored.featureNames().size());
        for (int i = 0; i < width; i++) {
            double part = scored.attribution().high(i) - scored.attribution().low(i);
            if (part != 0 && Double.isFinite(part)) {
                byFeature.put(
                        hasher.feature(scored.tenant(), scored.featureNames().get(i)), (float) emphasised(part));
            }
        }
        TreeMap<Long, Float> byValue = new TreeMap<>();
        List<Long> links = new ArrayList<>();
        int taken = 0;
        for (var field : new TreeMap<>(scored.context()).entrySet()) {
            if (taken++ >= MOST_CONTEXT) {
                break;
            }
            String value = field.getValue();
            String bounded = value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE);
            long token = hasher.context(scored.tenant(), field.getKey(), bounded);
            boolean isLink = config.linkFields().contains(field.getKey());
            byValue.put(token, value.equals(behaviour.signature()) ? SIGNATURE_WEIGHT : isLink ? LINK_WEIGHT : 1);
            if (isLink) {
                links.add(token);
            }
        }
        return new TokenVector(
                tokens(byFeature),
                unit(byFeature),
                tokens(byValue),
                unit(byValue),
                links.stream().mapToLong(Long::longValue).toArray());
    }

    /** Cosine of the attributions alone; 0 where either has none. */
    double attributionCosine(TokenVector other) {
        return dot(featureTokens, features, other.featureTokens, other.features);
    }

    /** Weighted cosine of attribution and context; a part that neither side has is left out. */
    double similarity(TokenVector other, double attributionShare) {
        boolean noFeatures = features.length == 0 && other.features.length == 0;
        boolean noContext = context.length == 0 && other.context.length == 0;
        if (noFeatures && noContext) {
            return 0;
        }
        double share = noFeatures ? 0 : noContext ? 1 : attributionShare;
        return share * attributionCosine(other)
                + (1 - share) * dot(contextTokens, context, other.contextTokens, other.context);
    }

    /** Tokens of context values that link alerts of different entities. */
    long[] links() {
        return links.clone();
    }

    /** Adds its part of each hyperplane's sign. */
    void project(double attributionShare, double[] sums) {
        boolean noFeatures = features.length == 0;
        boolean noContext = context.length == 0;
        double share = noFeatures ? 0 : noContext ? 1 : attributionShare;
        project(featureTokens, features, StrictMath.sqrt(share), sums);
        project(contextTokens, context, StrictMath.sqrt(1 - share), sums);
    }

    void write(StateWriter writer) {
        writer.writeLongs(featureTokens)
                .writeFloats(features)
                .writeLongs(contextTokens)
                .writeFloats(context)
                .writeLongs(links);
    }

    static TokenVector read(StateReader reader) {
        return new TokenVector(
                reader.readLongs(), reader.readFloats(), reader.readLongs(), reader.readFloats(), reader.readLongs());
    }

    /** Noise in many small parts would hide that the few large ones agree; the power leaves it less of the length. */
    private static double emphasised(double part) {
        double size = Math.abs(part);
        return Math.signum(part) * size * StrictMath.sqrt(size);
    }

    private static void project(long[] tokens, float[] weights, double scale, double[] sums) {
        for (int i = 0; i < tokens.length; i++) {
            double weight = scale * weights[i];
            long state = tokens[i];
            for (int bit = 0; bit < sums.length; bit += 64) {
                state += SplitMix.GAMMA;
                long signs = SplitMix.mix(state);
                int end = Math.min(sums.length, bit + 64);
                for (int j = bit; j < end; j++) {
                    sums[j] += (signs & 1) == 0 ? weight : -weight;
                    signs >>>= 1;
                }
            }
        }
    }

    private static double dot(long[] tokens, float[] weights, long[] otherTokens, float[] otherWeights) {
        double sum = 0;
        int i = 0;
        int j = 0;
        while (i < tokens.length && j < otherTokens.length) {
            if (tokens[i] == otherTokens[j]) {
                sum += (double) weights[i++] * otherWeights[j++];
            } else if (tokens[i] < otherTokens[j]) {
                i++;
            } else {
                j++;
            }
        }
        return sum;
    }

    private static long[] tokens(TreeMap<Long, Float> parts) {
        return parts.keySet().stream().mapToLong(Long::longValue).toArray();
    }

    private static float[] unit(TreeMap<Long, Float> parts) {
        double squares = 0;
        for (float part : parts.values()) {
            squares += (double) part * part;
        }
        double norm = StrictMath.sqrt(squares);
        float[] unit = new float[parts.size()];
        int i = 0;
        for (float part : parts.values()) {
            unit[i++] = (float) (part / norm);
        }
        return unit;
    }
}
