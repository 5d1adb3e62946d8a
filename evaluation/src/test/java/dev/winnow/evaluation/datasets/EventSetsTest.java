package dev.winnow.evaluation.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSetsTest {
    @TempDir
    private Path folder;

    @Test
    void rowsOfATableGetTimesAndAnEntity() throws IOException {
        StringBuilder rows = new StringBuilder("a,b,label\n");
        for (int i = 0; i < 12000; i++) {
            rows.append(i).append(",0.5,").append(i >= 8000 && i < 8020 ? 1 : 0).append('\n');
        }
        gzip("kdd-http/http.csv.gz", rows.toString());

        EventSet set = EventSets.write("kdd-http", folder, folder.resolve("out"));

        assertThat(set.events()).isEqualTo(8000);
        assertThat(set.positives()).isEqualTo(20);
        assertThat(set.says()).startsWith("8,000 rows from row 1,000 on: ");
        assertThat(Files.readAllLines(set.rows()))
                .startsWith(
                        "time,a,b,server",
                        "2026-01-01T00:00:00Z,1000.0,0.5,server",
                        "2026-01-01T00:00:03Z,1001.0,0.5,server")
                .hasSize(8001);
        assertThat(Files.readAllLines(set.labels()))
                .startsWith("record,label", "0,0")
                .contains("6999,0", "7000,1", "7019,1", "7020,0");
        assertThat(set.command())
                .isEqualTo("winnow triage " + set.rows()
                        + " --format csv --type numeric --engine entities --time-field time --entity-field server --labels "
                        + set.labels() + " --json");
    }

    @Test
    void aWindowBeginsAtTheFirstAttackThatComesInNumbersAfterAQuietTime() {
        boolean[] labels = new boolean[400];
        labels[150] = true;
        for (int i = 300; i < 312; i++) {
            labels[i] = true;
        }

        assertThat(EventSets.quietBefore(labels, 100)).isEqualTo(200);
        assertThat(EventSets.quietBefore(labels, 200)).isZero();
    }

    @Test
    void theWordOfARowNamesItsEntity() throws IOException {
        gzip("nsl-kdd/train20.csv.gz", "bytes,service,attack,difficulty\n5,http,normal,1\n7,smtp,neptune,1\n");
        gzip("nsl-kdd/test.csv.gz", "bytes,service,attack,difficulty\n9,http,normal,1\n8,http,neptune,1\n");

        EventSet set = EventSets.write("nsl-kdd", folder, folder);

        assertThat(set.entityField()).isEqualTo("service");
        assertThat(Files.readAllLines(set.rows())).startsWith("time,bytes,service", "2026-01-01T00:00:00Z,5.0,http");
    }

    @Test
    void zeekIsReadWhereItStands() throws IOException {
        String head =
                "#separator \\x09\n#path\tconn\n#fields\tts\tlabel\tdetailedlabel\n#types\ttime\tstring\tstring\n";
        gzip(
                "zeek-labeled/008-mixed-conn.log.labeled.gz",
                head + "1.5\tBenign\tMalicious site blocked\n2.5\tMalicious\tAttack\n");

        EventSet set = EventSets.write("zeek-labeled", folder, folder);

        assertThat(set.rows()).isEqualTo(folder.resolve("zeek-labeled/008-mixed-conn.log.labeled.gz"));
        assertThat(Files.readAllLines(set.labels())).containsExactly("record,label", "0,0", "1,1");
        assertThat(set.baseRate()).isEqualTo(0.5);
        assertThat(set.isGeneric()).isFalse();
    }

    @Test
    void metricsOfSeveralFilesComeInTheOrderOfTheirTimes() throws IOException {
        Path data = Files.createDirectories(folder.resolve("nab/data/realAWSCloudwatch"));
        Files.writeString(data.resolve("a.csv"), "timestamp,value\n2020-01-01 00:00:00,1\n2020-01-01 00:10:00,2\n");
        Files.writeString(data.resolve("b.csv"), "timestamp,value\n2020-01-01 00:05:00,3\n");
        Files.createDirectories(folder.resolve("nab/labels"));
        Files.writeString(
                folder.resolve("nab/labels/combined_windows.json"),
                "{\"realAWSCloudwatch/a.csv\": [[\"2020-01-01 00:10:00\", \"2020-01-01 00:10:00\"]],"
                        + " \"realAWSCloudwatch/b.csv\": [[\"2020-01-01 00:05:00\", \"2020-01-01 00:05:00\"]]}");

        EventSet set = EventSets.write("nab", folder, folder);

        assertThat(Files.readAllLines(set.rows()))
                .containsExactly(
                        "time,metric,value",
                        "2020-01-01T00:00:00Z,a,1.0",
                        "2020-01-01T00:05:00Z,b,3.0",
                        "2020-01-01T00:10:00Z,a,2.0");
        assertThat(Files.readAllLines(set.labels())).containsExactly("record,label", "0,0", "1,1", "2,1");
    }

    @Test
    void alertsBeginBeforeTheFirstStepOfAnAttack() throws IOException {
        StringBuilder alerts = new StringBuilder("time,name,ip,host,short,time_label,event_label\n");
        for (int i = 0; i < 7900; i++) {
            alerts.append(i).append(",\"a, b\",10.0.0.1,mail,X,false_positive,").append(i < 7500 ? "-\n" : "scan\n");
        }
        gzip("ait-alerts/russellmitchell_alerts.csv.gz", alerts.toString());

        EventSet set = EventSets.write("ait-alerts", folder, folder);

        assertThat(set.events()).isEqualTo(7400);
        assertThat(set.positives()).isEqualTo(400);
        assertThat(Files.readAllLines(set.rows()).get(1)).isEqualTo("500,\"a, b\",10.0.0.1,mail,X,false_positive,-");
        assertThat(set.featureSet()).isEqualTo("ids-alert");
    }

    @Test
    void anUnknownSetAndAMissingFileAreTold() {
        assertThatThrownBy(() -> EventSets.write("kdd", folder, folder))
                .hasMessage("EVL-001 set \"kdd\": must be one of " + EventSets.names() + "; name one of them");
        assertThatThrownBy(() -> EventSets.write("zeek-labeled", folder, folder))
                .hasMessage(
                        "EVL-003 events of \"zeek-labeled\": must be readable in \"" + folder + "\" and writable in \""
                                + folder + "\", failed with NoSuchFileException; check paths and rights");
        assertThat(EventSets.names()).isEqualTo(List.of("nsl-kdd", "zeek-labeled", "kdd-http", "nab", "ait-alerts"));
    }

    private void gzip(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
