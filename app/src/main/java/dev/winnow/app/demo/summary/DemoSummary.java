package dev.winnow.app.demo.summary;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.app.demo.analyst.DayTruth;
import dev.winnow.app.demo.analyst.DayTruth.Answer;
import dev.winnow.app.demo.analyst.ShownAlert;
import dev.winnow.app.demo.day.Attack;
import dev.winnow.app.demo.day.SyntheticDay;
import dev.winnow.wire.Band;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Adds up a demo run and holds it against the truth. Mutable, one owner; every method may be called in any order, the answers
 * concern what was reported so far.
 *
 * <p>Definitions. An attack is <em>found</em> when an alert at medium or above is about it {@linkplain Answer#direct() directly};
 * the time to it counts from the attack's first event. A <em>false alert</em> is one at medium or above that is not about an
 * attack, benign positives and folded alerts included; "before" is the first half of the day, "after" the second, each per 1,000
 * events of its half. Calibration is measured on the alerts that an analyst would see, which is all but folded ones, with the
 * probability that they were shown with: "before" on those of the first half, the other on those of the second, none of which had
 * a verdict. Truth is 1 for an attack and 0 otherwise; ECE has {@value CalibrationError#BINS} bins of equal width. The halves hold
 * different attacks, so the second half is also measured with what the stated prior alone would have said.
 */
public final class DemoSummary {
    private final DayTruth truth;
    private final Map<String, AttackFinding> findings = new LinkedHashMap<>();
    private final Map<Band, Long> alertsByBand = new LinkedHashMap<>();
    private final Map<DayTruth.Kind, Long> alarmsByKind = new LinkedHashMap<>();
    private final TreeSet<String> clusters = new TreeSet<>();
    private final Half before = new Half();
    private final Half after = new Half();
    private final CalibrationError afterByPrior = new CalibrationError();
    private final TreeMap<String, Long> shownAfterByCalibrator = new TreeMap<>();
    private final TreeMap<String, Long> verdicts = new TreeMap<>();
    private long deadLetters;
    private long candidates;
    private int shards = 1;
    private long auditEntries;
    private boolean auditVerified;
    private ShownAlert.Claim strongest = new ShownAlert.Claim(0, 0, "prior", 0);
    private double elapsedSeconds;

    public DemoSummary(DayTruth truth) {
        this.truth = truth;
        for (Attack attack : truth.attacks()) {
            findings.put(attack.name(), new AttackFinding(attack));
        }
        for (Band band : List.of(Band.INFO, Band.LOW, Band.MEDIUM, Band.HIGH, Band.CRITICAL)) {
            alertsByBand.put(band, 0L);
        }
        for (DayTruth.Kind kind : DayTruth.Kind.values()) {
            alarmsByKind.put(kind, 0L);
        }
    }

    /** An input record was sent; it counts as processed unless {@link #refused} takes it back. */
    public void sent(long timeMillis) {
        half(timeMillis).events++;
    }

    /** An input record that was sent has been refused. */
    public void refused(long timeMillis) {
        half(timeMillis).events--;
        deadLetters++;
    }

    /** Partitions of the re-keyed events. */
    public void shards(int number) {
        shards = number;
    }

    public void candidates(long count) {
        candidates = count;
    }

    /** An alert was shown or folded; report each alert once, with the band and probability that it had then. */
    public void alert(ShownAlert alert) {
        Answer answer = truth.about(alert);
        alertsByBand.merge(alert.band(), 1L, Long::sum);
        if (alert.isAlarm()) {
            alarmsByKind.merge(answer.kind(), 1L, Long::sum);
            if (!answer.isAttack()) {
                half(alert.timeMillis()).addFalse(alert);
            }
        }
        if (answer.isAttack() && answer.direct()) {
            AttackFinding finding = findings.get(answer.name());
            if (finding != null) {
                finding.add(alert);
            }
        }
        if (!alert.isFolded()) {
            half(alert.timeMillis()).calibration.add(alert.claim().probability(), answer.isAttack());
        }
        if (alert.timeMillis() >= SyntheticDay.HALF_MILLIS) {
            addCalibrated(alert, answer);
        }
    }

    private void addCalibrated(ShownAlert alert, Answer answer) {
        ShownAlert.Claim claim = alert.claim();
        if (!alert.isFolded()) {
            afterByPrior.add(claim.prior(), answer.isAttack());
            shownAfterByCalibrator.merge(claim.calibrator(), 1L, Long::sum);
        }
        if (claim.restsOnMoreThan(strongest)) {
            strongest = claim;
        }
    }

    /** The analyst gave a verdict of a kind, in the words of the feedback topic. */
    public void verdict(String kind) {
        verdicts.merge(kind, 1L, Long::sum);
    }

    /** A cluster was opened or changed; the same id counts once. */
    public void cluster(String id) {
        clusters.add(id);
    }

    public void audit(long entries, boolean verified) {
        auditEntries = entries;
        auditVerified = verified;
    }

    public void elapsed(double seconds) {
        elapsedSeconds = seconds;
    }

    public long events() {
        return before.events + after.events;
    }

    public long alerts() {
        return alertsByBand.values().stream().mapToLong(Long::longValue).sum();
    }

    public int attacksFound() {
        return (int) findings.values().stream().filter(AttackFinding::isFound).count();
    }

    /** Names of the attacks that no alert at medium or above was directly about, in the order of their begin. */
    public List<String> attacksMissed() {
        return findings.values().stream()
                .filter(finding -> !finding.isFound())
                .map(finding -> finding.name())
                .toList();
    }

    /** Per 1,000 events of the first half. */
    public double falseAlertsPer1000Before() {
        return before.perThousand(before.falseAlerts);
    }

    /** Per 1,000 events of the second half. */
    public double falseAlertsPer1000After() {
        return after.perThousand(after.falseAlerts);
    }

    /** 100 · (1 − clusters / alerts); 0 without alerts. */
    public double foldedPercent() {
        long alerts = alerts();
        return alerts == 0 ? 0 : Math.max(0, 100 * (1 - (double) clusters.size() / alerts));
    }

    /** The document that {@code winnow demo --exit --json} prints. */
    public ObjectNode toJson() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        ObjectNode document = nodes.objectNode();
        document.put("events", events());
        document.put("deadLetters", deadLetters);
        document.put("candidates", candidates);
        ObjectNode bands = document.putObject("alerts");
        alertsByBand.forEach((band, count) -> bands.put(word(band), count));
        document.put("clusters", clusters.size());
        document.put("foldedPercent", round(foldedPercent(), 1));
        document.put("auditEntries", auditEntries);
        document.put("auditVerified", auditVerified);
        document.put("eventsPerSecond", round(eventsPerSecond(), 1));
        document.put("elapsedSeconds", round(elapsedSeconds, 3));
        document.put("shards", shards);
        ObjectNode calibration = document.putObject("calibration");
        calibration.put("calibrator", strongest.calibrator());
        calibration.put("labels", strongest.labels());
        after.calibration.writeTo(calibration);
        before.calibration.writeTo(calibration.putObject("before"));
        afterByPrior.writeTo(calibration.putObject("byPriorAlone"));
        ObjectNode inForce = calibration.putObject("shownBy");
        shownAfterByCalibrator.forEach(inForce::put);
        ObjectNode given = document.putObject("verdicts");
        verdicts.forEach(given::put);
        ObjectNode attacks = document.putObject("attacks");
        attacks.put("injected", findings.size());
        attacks.put("found", attacksFound());
        var byName = attacks.putArray("byName");
        findings.values().forEach(finding -> finding.writeTo(byName.addObject()));
        ObjectNode rates = document.putObject("falseAlertsPer1000");
        rates.put("before", round(falseAlertsPer1000Before(), 3));
        rates.put("after", round(falseAlertsPer1000After(), 3));
        ObjectNode folds = document.putObject("falseFoldsPer1000");
        folds.put("before", round(before.perThousand(before.falseFolds.size()), 3));
        folds.put("after", round(after.perThousand(after.falseFolds.size()), 3));
        ObjectNode alarms = document.putObject("mediumOrAbove");
        alarms.put("attack", count(DayTruth.Kind.ATTACK));
        alarms.put("benignPositive", count(DayTruth.Kind.BENIGN_POSITIVE));
        alarms.put("noise", count(DayTruth.Kind.NOISE));
        return document;
    }

    /** The same for people: two columns, then the attacks; ends with a line end, control characters of names escaped. */
    public String toTable() {
        TextTable table = new TextTable();
        table.row("events", grouped(events()) + " accepted, " + grouped(deadLetters) + " refused");
        table.row("alerts", bandsText());
        table.row("clusters", grouped(clusters.size()) + " (" + round(foldedPercent(), 1) + " % folded)");
        table.row("attacks found", attacksFound() + " of " + findings.size());
        table.row(
                "false alerts per 1,000",
                round(falseAlertsPer1000Before(), 2) + " before the verdicts, " + round(falseAlertsPer1000After(), 2)
                        + " after");
        table.row(
                "verdicts",
                grouped(verdicts.values().stream().mapToLong(Long::longValue).sum()) + verdictsText());
        table.row("calibration before", "prior, 0 labels, " + before.calibration.toText());
        table.row(
                "calibration after",
                strongest.calibrator() + ", " + grouped(strongest.labels()) + " labels, " + after.calibration.toText());
        table.row("by the prior alone", afterByPrior.toText());
        table.row("audit", (auditVerified ? "verified, " : "NOT VERIFIED, ") + grouped(auditEntries) + " entries");
        table.row("speed", grouped(Math.round(eventsPerSecond())) + " events/s");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("attack", "found", "band", "first alert after"));
        findings.values().forEach(finding -> rows.add(finding.cells()));
        return table.toText() + "\n" + TextTable.aligned(rows);
    }

    private String bandsText() {
        List<String> parts = new ArrayList<>();
        alertsByBand.forEach((band, count) -> parts.add(0, grouped(count) + " " + word(band)));
        return String.join(", ", parts);
    }

    private String verdictsText() {
        List<String> parts = new ArrayList<>();
        verdicts.forEach((kind, count) -> parts.add(grouped(count) + " " + kind.replace('_', ' ')));
        return parts.isEmpty() ? "" : ": " + String.join(", ", parts);
    }

    /** The band by the name that JSON documents have. */
    static String word(Band band) {
        return band.name().toLowerCase(Locale.ROOT);
    }

    private Half half(long timeMillis) {
        return timeMillis < SyntheticDay.HALF_MILLIS ? before : after;
    }

    private long count(DayTruth.Kind kind) {
        return alarmsByKind.getOrDefault(kind, 0L);
    }

    private double eventsPerSecond() {
        return elapsedSeconds > 0 ? events() / elapsedSeconds : 0;
    }

    static double round(double value, int digits) {
        double factor = StrictMath.pow(10, digits);
        return Math.rint(value * factor) / factor;
    }

    private static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** One half of the day. */
    private static final class Half {
        private final TreeSet<String> falseFolds = new TreeSet<>();
        private long events;
        private final CalibrationError calibration = new CalibrationError();
        private long falseAlerts;

        private void addFalse(ShownAlert alert) {
            falseAlerts++;
            falseFolds.add(alert.foldId().isEmpty() ? "alert " + alert.id() : "fold " + alert.foldId());
        }

        private double perThousand(long count) {
            return events == 0 ? 0 : 1000.0 * count / events;
        }
    }
}
