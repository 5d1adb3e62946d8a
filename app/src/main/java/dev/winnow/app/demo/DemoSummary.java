package dev.winnow.app.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.app.demo.DayTruth.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Adds up a demo run and holds it against the truth. Mutable, one owner; every method may be called in any order, the answers
 * concern what was reported so far.
 *
 * <p>Definitions. An attack is <em>found</em> when an alert at medium or above is about it {@linkplain Answer#direct() directly};
 * the time to it counts from the attack's first event. A <em>false alert</em> is one at medium or above that is not about an
 * attack, benign positives and folded alerts included; "before" is the first half of the day, "after" the second, each per 1,000
 * events of its half. Calibration is measured on all alerts of the second half, none of which had a verdict: truth is 1 for an
 * attack and 0 otherwise; ECE has {@value Reliability#BINS} bins of equal width.
 */
public final class DemoSummary {
    private final DayTruth truth;
    private final Map<String, Finding> findings = new LinkedHashMap<>();
    private final Map<Severity, Long> alertsByBand = new LinkedHashMap<>();
    private final Map<DayTruth.Kind, Long> alarmsByKind = new LinkedHashMap<>();
    private final TreeSet<String> clusters = new TreeSet<>();
    private final Half before = new Half();
    private final Half after = new Half();
    private final Reliability reliability = new Reliability();
    private long deadLetters;
    private long candidates;
    private long auditEntries;
    private boolean auditVerified;
    private String calibrator = "prior";
    private long labels;
    private double elapsedSeconds;

    public DemoSummary(DayTruth truth) {
        this.truth = truth;
        for (Attack attack : truth.attacks()) {
            findings.put(attack.name(), new Finding(attack));
        }
        for (Severity severity : Severity.values()) {
            alertsByBand.put(severity, 0L);
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

    public void candidates(long count) {
        candidates = count;
    }

    /** An alert was shown or folded; report each alert once, with the band and probability that it had then. */
    public void alert(ShownAlert alert) {
        Answer answer = truth.about(alert);
        alertsByBand.merge(alert.severity(), 1L, Long::sum);
        if (alert.isAlarm()) {
            alarmsByKind.merge(answer.kind(), 1L, Long::sum);
            if (!answer.isAttack()) {
                half(alert.timeMillis()).addFalse(alert);
            }
        }
        if (answer.isAttack() && answer.direct()) {
            Finding finding = findings.get(answer.name());
            if (finding != null) {
                finding.add(alert);
            }
        }
        if (alert.timeMillis() >= SyntheticDay.HALF_MILLIS) {
            reliability.add(alert.probability(), answer.isAttack());
        }
    }

    /** A cluster was opened or changed; the same id counts once. */
    public void cluster(String id) {
        clusters.add(id);
    }

    public void audit(long entries, boolean verified) {
        auditEntries = entries;
        auditVerified = verified;
    }

    /** @param calibrator in force at the end, for example {@code platt} */
    public void calibration(String calibrator, long labels) {
        this.calibrator = calibrator;
        this.labels = labels;
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
        return (int) findings.values().stream().filter(Finding::isFound).count();
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
        alertsByBand.forEach((severity, count) -> bands.put(severity.word(), count));
        document.put("clusters", clusters.size());
        document.put("foldedPercent", round(foldedPercent(), 1));
        document.put("auditEntries", auditEntries);
        document.put("auditVerified", auditVerified);
        document.put("eventsPerSecond", round(eventsPerSecond(), 1));
        document.put("elapsedSeconds", round(elapsedSeconds, 3));
        ObjectNode calibration = document.putObject("calibration");
        calibration.put("calibrator", calibrator);
        putOrNull(calibration, "ece", reliability.ece());
        putOrNull(calibration, "brier", reliability.brier());
        calibration.put("labels", labels);
        calibration.put("measuredOn", reliability.count());
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
                "calibration",
                calibrator + ", " + grouped(labels) + " labels, ECE " + text(reliability.ece()) + ", Brier "
                        + text(reliability.brier()));
        table.row("audit", (auditVerified ? "verified, " : "NOT VERIFIED, ") + grouped(auditEntries) + " entries");
        table.row("speed", grouped(Math.round(eventsPerSecond())) + " events/s");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("attack", "found", "band", "first alert after"));
        findings.values().forEach(finding -> rows.add(finding.cells()));
        return table.toText() + "\n" + TextTable.aligned(rows);
    }

    private String bandsText() {
        List<String> parts = new ArrayList<>();
        alertsByBand.forEach((severity, count) -> parts.add(0, grouped(count) + " " + severity.word()));
        return String.join(", ", parts);
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

    private static void putOrNull(ObjectNode node, String name, Optional<Double> value) {
        if (value.isPresent()) {
            node.put(name, round(value.get(), 4));
        } else {
            node.putNull(name);
        }
    }

    private static String text(Optional<Double> value) {
        return value.map(number -> Double.toString(round(number, 3))).orElse("not enough alerts");
    }

    private static double round(double value, int digits) {
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
