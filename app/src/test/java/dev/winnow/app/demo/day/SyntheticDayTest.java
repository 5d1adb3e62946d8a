package dev.winnow.app.demo.day;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SyntheticDayTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static SyntheticDay day;

    @BeforeAll
    static void generate() {
        day = SyntheticDay.of(42, 1);
    }

    @Test
    void sameSeedGivesTheSameBytesOnEveryMachine() {
        // SHA-256 over role, NUL, value and line end of each record of seed 42 at scale 1; changes with the generator
        // only.
        assertThat(digest(day)).isEqualTo("d2b435950487d31693e1f9b0bce6ffc1428e6a7b29d13f815a4bf506cb81cf61");
        assertThat(digest(SyntheticDay.of(42, 1))).isEqualTo(digest(day));
    }

    @Test
    void anotherSeedIsAnotherDay() {
        SyntheticDay other = SyntheticDay.of(43, 1);

        assertThat(digest(other)).isNotEqualTo(digest(day));
        assertThat(other.attacks().get(0).firstMillis())
                .isNotEqualTo(day.attacks().get(0).firstMillis());
    }

    @Test
    void aDayIsAboutThirtyThousandRecordsInOrderOfTime() {
        List<DayRecord> records = day.records();

        assertThat(records).hasSizeBetween(28_000, 38_000);
        for (int i = 0; i < records.size(); i++) {
            assertThat(records.get(i).index()).isEqualTo(i);
            assertThat(records.get(i).timeMillis()).isBetween(SyntheticDay.START_MILLIS, SyntheticDay.END_MILLIS - 1);
            if (i > 0) {
                assertThat(records.get(i).timeMillis())
                        .isGreaterThanOrEqualTo(records.get(i - 1).timeMillis());
            }
        }
    }

    @Test
    void theTruthIsNotInTheBytes() {
        for (DayRecord record : day.records()) {
            String text = text(record);
            record.attack().ifPresent(name -> assertThat(text).doesNotContain(name));
            record.oddity().ifPresent(name -> assertThat(text).doesNotContain(name));
        }
    }

    @Test
    void everyRecordIsAJsonDocumentWithTheFieldsOfItsSensor() throws IOException {
        Map<String, Integer> types = new TreeMap<>();
        for (DayRecord record : day.records()) {
            JsonNode json = JSON.readTree(record.value());
            if (record.topicRole().equals(SyntheticDay.ZEEK)) {
                SensorShape.zeekSsh(json);
                types.merge("ssh", 1, Integer::sum);
            } else {
                SensorShape.eve(json);
                types.merge(
                        json.get("event_type").asText()
                                + json.path("dns").path("version").asText(),
                        1,
                        Integer::sum);
            }
        }
        assertThat(types).containsOnlyKeys("alert", "dns", "dns2", "dns3", "flow", "http", "ssh", "tls");
        assertThat(types.get("flow")).isGreaterThan(10_000);
        assertThat(types.get("dns3")).isGreaterThan(1_000);
        assertThat(types.get("dns2")).isGreaterThan(200);
        assertThat(types.get("ssh")).isGreaterThan(1_500);
        assertThat(types.get("alert")).isGreaterThan(40);
    }

    @Test
    void dnsQueriesAndAnswersPairUp() throws IOException {
        Map<String, Integer> open = new HashMap<>();
        for (DayRecord record : day.records()) {
            JsonNode json =
                    record.topicRole().equals(SyntheticDay.EVE) ? JSON.readTree(record.value()) : JSON.nullNode();
            if (json.path("event_type").asText().equals("dns")) {
                JsonNode dns = json.get("dns");
                boolean asks = dns.get("type").asText().matches("query|request");
                open.merge(json.get("flow_id") + "/" + dns.get("id"), asks ? 1 : -1, Integer::sum);
            }
        }
        assertThat(open.values().stream().filter(balance -> balance != 0).count())
                .isLessThanOrEqualTo(2);
    }

    @Test
    void attacksAreAFewPercentOfTheRecordsAndNoneIsMissing() {
        long own = day.stream().filter(record -> record.attack().isPresent()).count();

        assertThat((double) own / day.records().size()).isBetween(0.005, 0.08);
        assertThat(day.attacks())
                .extracting(Attack::name)
                .containsExactly(
                        "scan",
                        "dns-tunnelling",
                        "lateral-movement",
                        "beaconing",
                        "brute-force",
                        "log-silence",
                        "rare-service",
                        "exfiltration");
        for (Attack attack : day.attacks()) {
            assertThat(attack.records().isEmpty())
                    .as(attack.name())
                    .isEqualTo(attack.name().equals("log-silence"));
            assertThat(attack.firstMillis()).isGreaterThan(SyntheticDay.START_MILLIS + 5 * 3_600_000L);
            for (long index : attack.records()) {
                assertThat(day.records().get((int) index).attack()).contains(attack.name());
            }
        }
    }

    @Test
    void anAttackShowsUnderItsEntity() throws IOException {
        for (Attack attack : day.attacks()) {
            for (long index : attack.records()) {
                DayRecord record = day.records().get((int) index);
                JsonNode json = JSON.readTree(record.value());
                String source = json.has("src_ip")
                        ? json.get("src_ip").asText()
                        : json.get("id.orig_h").asText();
                assertThat(attack.entities()).contains(source);
            }
        }
    }

    @Test
    void theSilentServerSaysNothingForOverTwoHoursAndOtherwiseSpeaksEveryMinute() {
        Attack silence = attack("log-silence");
        String entity = silence.entities().get(0);
        List<Long> times = day.stream()
                .filter(record -> text(record).contains("\"src_ip\":\"" + entity + "\"")
                        || text(record).contains("\"id.orig_h\":\"" + entity + "\""))
                .map(DayRecord::timeMillis)
                .toList();

        assertThat(silence.lastMillis() - silence.firstMillis()).isGreaterThan(2 * 3_600_000L);
        long longestOther = 0;
        long longest = 0;
        for (int i = 1; i < times.size(); i++) {
            long gap = times.get(i) - times.get(i - 1);
            if (gap > longest) {
                longestOther = longest;
                longest = gap;
            } else {
                longestOther = Math.max(longestOther, gap);
            }
        }
        assertThat(longest).isGreaterThan(2 * 3_600_000L);
        assertThat(longestOther).isLessThan(90_000);
    }

    @Test
    void odditiesHappenInBothHalves() {
        Map<String, long[]> halves = new TreeMap<>();
        for (DayRecord record : day.records()) {
            record.oddity()
                    .ifPresent(name -> halves.computeIfAbsent(name, n -> new long[2])[
                            record.timeMillis() < SyntheticDay.HALF_MILLIS ? 0 : 1]++);
        }
        assertThat(halves).containsOnlyKeys("admin-copy", "new-saas", "restore-test", "vulnerability-scanner");
        assertThat(halves.values()).allSatisfy(counts -> {
            assertThat(counts[0]).isGreaterThan(4);
            assertThat(counts[1]).isGreaterThan(4);
        });
    }

    @Test
    void theOfficeHasADailyRhythm() {
        long atTen = clientRecords(10);

        assertThat(atTen).isGreaterThan(6 * clientRecords(3));
        assertThat(clientRecords(12) + clientRecords(13)).isLessThan(clientRecords(10) + clientRecords(11));
        assertThat(clientRecords(22)).isLessThan(atTen / 4);
    }

    @Test
    void exfiltrationIsGigabytesFromAHostThatSendsMegabytes() throws IOException {
        Attack exfiltration = attack("exfiltration");
        double stolen = 0;
        double usual = 0;
        for (DayRecord record : day.records()) {
            JsonNode json =
                    record.topicRole().equals(SyntheticDay.EVE) ? JSON.readTree(record.value()) : JSON.nullNode();
            boolean flow = json.path("event_type").asText().equals("flow");
            if (flow && exfiltration.entities().contains(json.get("src_ip").asText())) {
                double sent = json.get("flow").get("bytes_toserver").asDouble();
                if (record.attack().isPresent()) {
                    stolen += sent;
                } else {
                    usual += sent;
                }
            }
        }
        assertThat(stolen).isBetween(1.8e9, 5e9);
        assertThat(usual).isLessThan(2e8);
    }

    @Test
    void everySeedKeepsThePromises() {
        for (long seed = 1; seed <= 4; seed++) {
            SyntheticDay other = SyntheticDay.of(seed, 1);
            long own =
                    other.stream().filter(record -> record.attack().isPresent()).count();

            assertThat(other.attacks()).as("seed " + seed).hasSize(8);
            assertThat((double) own / other.records().size()).as("seed " + seed).isBetween(0.005, 0.08);
            assertThat(other.attacks())
                    .allSatisfy(attack ->
                            assertThat(attack.lastMillis()).isBetween(attack.firstMillis(), SyntheticDay.END_MILLIS));
        }
    }

    @Test
    void aLargerScaleIsALargerOffice() {
        SyntheticDay large = SyntheticDay.of(42, 3);

        assertThat(large.records().size())
                .isBetween(2 * day.records().size(), 4 * day.records().size());
        assertThat(large.attacks()).hasSize(8);
    }

    @Test
    void scaleOutOfRangeIsRefused() {
        assertThatThrownBy(() -> SyntheticDay.of(1, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scale must be between 0.5 and 50.0, was 0.1");
        assertThatThrownBy(() -> SyntheticDay.of(1, Double.NaN))
                .hasMessage("scale must be between 0.5 and 50.0, was NaN");
    }

    private static long clientRecords(int hour) {
        long from = SyntheticDay.START_MILLIS + hour * 3_600_000L;
        return day.stream()
                .filter(record -> record.timeMillis() >= from && record.timeMillis() < from + 3_600_000L)
                .filter(record -> record.attack().isEmpty() && text(record).contains("\"src_ip\":\"10.20.1."))
                .count();
    }

    private static Attack attack(String name) {
        return day.attacks().stream()
                .filter(attack -> attack.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String text(DayRecord record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private static String digest(SyntheticDay of) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (DayRecord record : of.records()) {
                sha256.update(record.topicRole().getBytes(StandardCharsets.UTF_8));
                sha256.update((byte) 0);
                sha256.update(record.value());
                sha256.update((byte) '\n');
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
