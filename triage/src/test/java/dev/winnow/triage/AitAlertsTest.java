package dev.winnow.triage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Folds and incidents on the alerts of one recorded multi-step attack; the labels are looked at only afterwards. */
class AitAlertsTest {
    private record Row(long time, String name, String ip, String host, String label) {}

    /** Alerts, groups of them, groups that mix an attack step with noise, and F1 over pairs of attack alerts. */
    private record Grouping(int alerts, int groups, int mixed, double pairF1) {
        double reduction() {
            return 100.0 * (alerts - groups) / alerts;
        }

        double mixedPercent() {
            return 100.0 * mixed / groups;
        }
    }

    @Test
    void groupsARecordedAttackWithoutMixingItIntoTheNoise() throws IOException {
        Path file = Path.of(System.getProperty("winnow.data", "absent"), "ait-alerts", "russellmitchell_alerts.csv.gz");
        assumeTrue(Files.exists(file), "the AIT alerts are not here");
        List<Row> rows = read(file);
        Triage triage = Given.triage();
        List<String> folds = new ArrayList<>();
        List<String> incidents = new ArrayList<>();

        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            Given given = Given.candidate()
                    .id("alert-" + i)
                    .entity(row.host)
                    .at(row.time * 1000)
                    .featureSet("ids/1")
                    .score(Double.NaN)
                    .scaled()
                    .attribution()
                    .context(Map.of("signature", row.name, "host", row.host, "ip", row.ip));
            Decision decision = Given.decide(triage, given);
            folds.add(decision.foldId());
            incidents.add(decision.clusterId());
        }

        Grouping byFold = grouping(rows, folds);
        Grouping byIncident = grouping(rows, incidents);
        print("folds", byFold);
        print("incidents", byIncident);
        assertThat(byFold.reduction()).isGreaterThan(94);
        assertThat(byFold.mixedPercent()).isLessThan(2);
        assertThat(byIncident.reduction()).isGreaterThan(byFold.reduction());
        assertThat(byIncident.mixedPercent()).isLessThan(8);
        assertThat(byIncident.pairF1()).isGreaterThan(0.55);
    }

    private static void print(String what, Grouping grouping) {
        System.out.printf(
                "russellmitchell %s: %d alerts, %d groups, reduction %.2f %%, mixed %.2f %% (%d), pair F1 %.3f%n",
                what,
                grouping.alerts,
                grouping.groups,
                grouping.reduction(),
                grouping.mixedPercent(),
                grouping.mixed,
                grouping.pairF1);
    }

    private static Grouping grouping(List<Row> rows, List<String> groups) {
        Map<String, Set<Boolean>> kinds = new HashMap<>();
        Map<String, Map<String, Long>> table = new TreeMap<>();
        Map<String, Long> byGroup = new TreeMap<>();
        Map<String, Long> byLabel = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            String label = rows.get(i).label;
            boolean isAttack = !label.equals("-");
            kinds.computeIfAbsent(groups.get(i), key -> new HashSet<>()).add(isAttack);
            if (isAttack) {
                table.computeIfAbsent(groups.get(i), key -> new TreeMap<>()).merge(label, 1L, Long::sum);
                byGroup.merge(groups.get(i), 1L, Long::sum);
                byLabel.merge(label, 1L, Long::sum);
            }
        }
        double together = table.values().stream()
                .flatMap(row -> row.values().stream())
                .mapToDouble(AitAlertsTest::pairs)
                .sum();
        double grouped =
                byGroup.values().stream().mapToDouble(AitAlertsTest::pairs).sum();
        double labelled =
                byLabel.values().stream().mapToDouble(AitAlertsTest::pairs).sum();
        int mixed =
                (int) kinds.values().stream().filter(kind -> kind.size() == 2).count();
        return new Grouping(rows.size(), kinds.size(), mixed, 2 * together / (grouped + labelled));
    }

    private static double pairs(long count) {
        return count * (count - 1) / 2.0;
    }

    private static List<Row> read(Path file) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            reader.readLine();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                List<String> fields = fields(line);
                rows.add(new Row(
                        Long.parseLong(fields.get(0)), fields.get(1), fields.get(2), fields.get(3), fields.get(6)));
            }
        }
        rows.sort(Comparator.comparingLong(Row::time));
        return rows;
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean isQuoted = false;
        for (char c : line.toCharArray()) {
            if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == ',' && !isQuoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
