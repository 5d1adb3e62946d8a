package dev.winnow.triage;

import dev.winnow.detectors.segment.Attribution;
import dev.winnow.triage.candidate.Scored;
import dev.winnow.triage.feedback.ActorType;
import dev.winnow.triage.feedback.InputRecord;
import dev.winnow.triage.feedback.Verdict;
import dev.winnow.triage.feedback.VerdictKind;
import dev.winnow.triage.feedback.VerdictOutcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Candidates and verdicts for tests; what a test does not name is ordinary. */
public final class Given {
    public static final byte[] SECRET = "a secret for tests, 32 bytes....".getBytes(StandardCharsets.US_ASCII);
    public static final long NOON = 1_700_000_000_000L;
    public static final long MINUTE = 60_000;
    public static final long HOUR = 60 * MINUTE;
    public static final long DAY = 24 * HOUR;

    private String id = "alert-1";
    private String tenant = "acme";
    private String entity = "10.0.0.5";
    private long timeMillis = NOON;
    private String featureSet = "flow/1";
    private double score = 3;
    private double[] scaled = {6, 0, 0, 0};
    private double[] attribution = {3, 0, 0, 0};
    private Map<String, String> context = Map.of();

    public static Given candidate() {
        return new Given();
    }

    /** Loud in one feature by so many deviations, quiet noise in the others. */
    public static Given loudIn(int feature, int width, double deviations, Random random) {
        Given given = new Given();
        given.scaled = new double[width];
        given.attribution = new double[width];
        for (int i = 0; i < width; i++) {
            given.scaled[i] = random.nextGaussian() + (i == feature ? deviations : 0);
            given.attribution[i] = i == feature ? 3 + 0.2 * random.nextGaussian() : 0.15 * random.nextGaussian();
        }
        return given;
    }

    public static Triage triage() {
        return triage(TriageConfig.defaults());
    }

    public static Triage triage(TriageConfig config) {
        return new Triage(config, TriageStores.inMemory(), SECRET);
    }

    public Given id(String value) {
        id = value;
        return this;
    }

    public Given tenant(String value) {
        tenant = value;
        return this;
    }

    public Given entity(String value) {
        entity = value;
        return this;
    }

    public Given at(long value) {
        timeMillis = value;
        return this;
    }

    public Given featureSet(String value) {
        featureSet = value;
        return this;
    }

    public Given score(double value) {
        score = value;
        return this;
    }

    public Given scaled(double... values) {
        scaled = values;
        return this;
    }

    /** Signed attribution. */
    public Given attribution(double... values) {
        attribution = values;
        return this;
    }

    public Given context(Map<String, String> value) {
        context = value;
        return this;
    }

    public Given signature(String value) {
        return context(Map.of("signature", value));
    }

    public Scored build() {
        int width = Math.max(scaled.length, attribution.length);
        List<String> names = new ArrayList<>();
        List<Scored.ObservedFeature> rows = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            names.add("f" + i);
            double value = i < scaled.length ? scaled[i] : 0;
            rows.add(new Scored.ObservedFeature(100 + 10 * value, 100, value));
        }
        for (double value : scaled) {
            values.add(value);
        }
        double[] high = new double[attribution.length];
        double[] low = new double[attribution.length];
        for (int i = 0; i < attribution.length; i++) {
            high[i] = Math.max(0, attribution[i]);
            low[i] = Math.max(0, -attribution[i]);
        }
        return new Scored(
                id,
                tenant,
                entity,
                timeMillis,
                featureSet,
                "flow",
                names,
                values,
                score,
                new Attribution(high, low),
                context,
                rows);
    }

    public static Decision decide(Triage triage, Given given) {
        triage.advance(given.tenant, given.timeMillis);
        return triage.decide(given.build());
    }

    public static Verdict verdict(String id, String alertId, VerdictKind kind, String analyst) {
        return verdict(id, alertId, kind, analyst, 1);
    }

    public static Verdict verdict(String id, String alertId, VerdictKind kind, String analyst, long version) {
        return new Verdict(
                id,
                "acme",
                alertId,
                kind,
                "",
                analyst,
                ActorType.HUMAN,
                OptionalLong.of(NOON),
                version,
                Optional.empty(),
                Optional.empty());
    }

    public static Verdict retraction(String id, String alertId, String target) {
        return new Verdict(
                id,
                "acme",
                alertId,
                VerdictKind.UNDETERMINED,
                "",
                "alice",
                ActorType.HUMAN,
                OptionalLong.of(NOON),
                1,
                Optional.of(target),
                Optional.empty());
    }

    public static final InputRecord RECORD = new InputRecord("winnow.feedback", 0, 7, NOON);

    public static VerdictOutcome judge(Triage triage, Verdict verdict) {
        return triage.judge(verdict, RECORD);
    }
}
