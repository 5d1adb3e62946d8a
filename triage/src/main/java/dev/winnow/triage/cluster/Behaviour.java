package dev.winnow.triage.cluster;

import dev.winnow.detectors.segment.Attribution;
import dev.winnow.triage.candidate.Scored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What an alert is about, in words that do not change with its figures.
 *
 * @param signature text of the rule that fired; empty where the event has none
 * @param reason main reasons with their direction, for example {@code bytes_out high}; empty without attribution
 */
public record Behaviour(String signature, String reason) {
    // Names and directions only: a key that held a figure would differ on every alert.

    private static final int MOST_REASONS = 3;
    /** A feature is a main reason if its part is at least half of the largest. */
    private static final double MAIN = 0.5;

    public static Behaviour of(Scored scored, ClusterConfig config) {
        String signature = "";
        for (String field : config.signatureFields()) {
            String text = scored.context().get(field);
            if (text != null && !text.isEmpty()) {
                signature = text;
                break;
            }
        }
        return new Behaviour(signature, reasons(scored));
    }

    /** What folds alerts of one entity: the signature, or else the reason, or else the type of event. */
    String key(Scored scored) {
        return !signature.isEmpty()
                ? "signature:" + signature
                : !reason.isEmpty() ? "reason:" + reason : "type:" + scored.type();
    }

    private static String reasons(Scored scored) {
        Attribution attribution = scored.attribution();
        int width = Math.min(attribution.size(), scored.featureNames().size());
        double largest = 0;
        for (int i = 0; i < width; i++) {
            largest = Math.max(largest, Math.abs(attribution.high(i) - attribution.low(i)));
        }
        if (!(largest > 0)) {
            return "";
        }
        List<Integer> main = new ArrayList<>(4);
        for (int i = 0; i < width; i++) {
            if (Math.abs(attribution.high(i) - attribution.low(i)) >= MAIN * largest) {
                main.add(i);
            }
        }
        if (main.size() > MOST_REASONS) {
            main.sort(Comparator.comparingDouble((Integer i) -> -Math.abs(attribution.high(i) - attribution.low(i)))
                    .thenComparing(Comparator.naturalOrder()));
            main = main.subList(0, MOST_REASONS);
            main.sort(Comparator.naturalOrder());
        }
        StringBuilder text = new StringBuilder();
        for (int i : main) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(scored.featureNames().get(i))
                    .append(attribution.high(i) >= attribution.low(i) ? " high" : " low");
        }
        return text.toString();
    }
}
