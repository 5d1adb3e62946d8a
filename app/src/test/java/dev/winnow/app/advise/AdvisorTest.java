package dev.winnow.app.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.app.advise.Advice.Member;
import dev.winnow.app.config.WinnowConfig;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class AdvisorTest {
    @Test
    void eachKindOfColumnIsRecognised() {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder csv = new StringBuilder("row,gauss,tail,flag,total,same,gaps,proto,service,uid,host_label\n");
        long total = 1000;
        for (int i = 0; i < 2000; i++) {
            total += random.nextInt(3);
            csv.append(i)
                    .append(',')
                    .append(50 + 5 * random.nextGaussian())
                    .append(',')
                    .append(Math.exp(3 * random.nextGaussian()))
                    .append(',')
                    .append(random.nextInt(2))
                    .append(',')
                    .append(total)
                    .append(",7,")
                    .append(i % 4 == 0 ? "" : Double.toString(random.nextDouble()))
                    .append(',')
                    .append(random.nextInt(3) == 0 ? "udp" : "tcp")
                    .append(",s")
                    .append(random.nextInt(60))
                    .append(",\"id, ")
                    .append(random.nextLong())
                    .append("\",")
                    .append(random.nextInt(2))
                    .append('\n');
        }
        Advice advice = advise(csv.toString());

        assertThat(advice.columns())
                .extracting(ColumnAdvice::name)
                .containsExactly("row", "gauss", "tail", "flag", "total", "same", "gaps", "proto", "service", "uid");
        assertThat(advice.columns())
                .extracting(ColumnAdvice::use)
                .containsExactly(
                        "identifier",
                        "feature",
                        "feature",
                        "feature",
                        "counter",
                        "constant",
                        "feature",
                        "feature",
                        "feature",
                        "identifier");
        assertThat(advice.columns())
                .extracting(ColumnAdvice::scale)
                .containsExactly(
                        "off",
                        "linear",
                        "signed-log",
                        "linear",
                        "linear",
                        "off",
                        "linear",
                        "one-hot",
                        "frequency",
                        "off");
        assertThat(column(advice, "gaps").missingShare()).isEqualTo(0.25);
        assertThat(column(advice, "service").distinct()).isEqualTo(60);
        assertThat(numbers(column(advice, "gauss"))).satisfies(numbers -> {
            assertThat(numbers.integer()).isFalse();
            assertThat(numbers.lag1()).isBetween(-0.1, 0.1);
            assertThat(numbers.periodRows()).isZero();
            assertThat(numbers.isStationary()).isTrue();
            assertThat(numbers.kurtosis()).isBetween(-0.5, 0.5);
        });
        assertThat(column(advice, "tail").reason()).startsWith("heavy tail: the largest magnitude is ");
        assertThat(advice.recommendation().shape()).isEqualTo("rows");
        assertThat(advice.recommendation().shingles()).containsExactly(1);
        assertThat(advice.recommendation().windowsSeconds()).isEmpty();
        assertThat(advised(advice)).contains("rcf", "ecod", "knn").doesNotContain("seasonal", "profile", "pca");
    }

    @Test
    void aSeasonAWanderingLevelAndARelationAreFound() {
        SplittableRandom random = new SplittableRandom(2);
        StringBuilder csv = new StringBuilder("timestamp,host,load,users,level,noise\n");
        double level = 0;
        for (int i = 0; i < 1500; i++) {
            double load = 10 + 5 * Math.sin(2 * Math.PI * i / 48) + random.nextGaussian();
            level += random.nextGaussian();
            csv.append(Instant.ofEpochSecond(1_700_000_000L + 1800L * i))
                    .append(",web-1,")
                    .append(load)
                    .append(',')
                    .append(3 * load + random.nextGaussian())
                    .append(',')
                    .append(level)
                    .append(',')
                    .append(random.nextGaussian())
                    .append('\n');
        }
        Advice advice = advise(csv.toString());
        List<ColumnAdvice.Numbers> numbers = advice.columns().stream()
                .filter(column -> column.kind().equals("number"))
                .map(AdvisorTest::numbers)
                .toList();

        assertThat(numbers).extracting(ColumnAdvice.Numbers::periodRows).containsExactly(48, 48, 0, 0);
        assertThat(numbers).extracting(ColumnAdvice.Numbers::isStationary).containsExactly(true, true, false, true);
        assertThat(advice.table().timeField()).isEqualTo("timestamp");
        assertThat(advice.table().entityField()).isEqualTo("host");
        assertThat(advice.table().spacingSeconds()).isEqualTo(1800.0);
        assertThat(advice.recommendation().shape()).isEqualTo("series");
        assertThat(advice.recommendation().windowsSeconds()).containsExactly(21_600L, 86_400L);
        assertThat(advice.recommendation().shingles()).startsWith(1).hasSizeGreaterThan(1);
        assertThat(advised(advice)).contains("seasonal", "profile", "pca", "cusum", "ewma");
    }

    @Test
    void labelsAreNeverLookedAt() {
        StringBuilder plain = new StringBuilder("a,label\n");
        StringBuilder other = new StringBuilder("a,label\n");
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 300; i++) {
            double value = random.nextGaussian();
            plain.append(value).append(",0\n");
            other.append(value).append(',').append(value > 1 ? "attack" : "").append('\n');
        }

        assertThat(advise(plain.toString())).isEqualTo(advise(other.toString()));
    }

    @Test
    void theConfigurationIsOneThatWinnowTakes() {
        StringBuilder csv = new StringBuilder("ts,it's a host,x\n");
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 400; i++) {
            csv.append(1_700_000_000 + 600L * i)
                    .append(",h")
                    .append(i % 200)
                    .append(',')
                    .append(random.nextGaussian())
                    .append('\n');
        }
        Advice advice = Advisor.advise(
                stream(csv.toString()), new SampleReader.Request("csv", "", "it's a host", 50_000, Set.of()));
        String yaml = advice.recommendation().configuration();
        WinnowConfig config = WinnowConfig.parse(yaml, "advice", Path.of(""), Map.of());

        assertThat(config.detectors().readyAfterEvents())
                .isEqualTo(advice.recommendation().readyAfterEvents())
                .isEqualTo(288);
        assertThat(config.detectors().scaler().firstFit()).isEqualTo(144);
        assertThat(config.detectors().ewma().weight()).isZero();
        assertThat(config.inputs()).hasSize(1);
        assertThat(Objects.requireNonNull(config.inputs().get(0).mapping())).satisfies(mapping -> {
            assertThat(mapping.entity()).isEqualTo("it's a host");
            assertThat(mapping.time()).isEqualTo("ts");
        });
    }

    @Test
    void membersThatThisVersionHasAreMarked() {
        Advice advice = advise("a\n1\n2\n");

        assertThat(advice.recommendation().members())
                .filteredOn(Member::available)
                .extracting(Member::name)
                .contains("rcf", "ewma", "cusum");
        assertThat(advice.recommendation().members()).extracting(Member::reason).doesNotContain("");
    }

    @Test
    void aFewRowsOrStrangeOnesAreNoProblem() {
        assertThat(advise("a,b\n1,\n").table().rows()).isEqualTo(1);
        assertThat(advise("a,b\n,\n,\n").columns()).isEmpty();
        Advice advice = advise("a,b\n1,2\n1\n1,2,3\n\n4,x\n");
        assertThat(advice.table().rows()).isEqualTo(2);
        assertThat(advice.table().refused()).isEqualTo(2);
        assertThat(advice.table().firstRefusal()).startsWith("INP-");
        assertThatThrownBy(() -> advise("a,b\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ADV-001 FILE: must have at least one row that format \"csv\" takes, 0 were refused; check"
                        + " --format, --time-field and --entity-field");
        assertThatThrownBy(() -> Advisor.advise(
                        stream("{\"a\":1}"), new SampleReader.Request("suricata-eve", "", "", 10, Set.of())))
                .hasMessageStartingWith("ADV-001 FILE: must have at least one row that format \"suricata-eve\" takes,"
                        + " 1 were refused, the first because of INP-");
    }

    @Test
    void rowsBeyondTheLimitAreNotRead() {
        StringBuilder csv = new StringBuilder("a,b\n");
        for (int i = 0; i < 100; i++) {
            csv.append(i * i % 17).append(",x\n");
        }
        Advice advice =
                Advisor.advise(stream(csv.toString()), new SampleReader.Request("csv", "", "", 30, Set.of("b")));

        assertThat(advice.table().rows()).isEqualTo(30);
        assertThat(advice.table().isWhole()).isFalse();
        assertThat(advice.columns()).extracting(ColumnAdvice::name).containsExactly("a");
    }

    @Test
    void onRealSetsItSeesWhatIsKnownOfThem() throws IOException {
        Path data = Path.of(System.getProperty("winnow.data", "../../shared/data"));
        Assumptions.assumeTrue(Files.isDirectory(data), "no data sets in " + data);

        Advice daily = advise(data.resolve("nab/data/artificialWithAnomaly/art_daily_jumpsup.csv"), 2000, Set.of());
        Advice server = advise(data.resolve("server-metrics/asd-1-train.csv.gz"), 2600, Set.of());
        Advice network = advise(data.resolve("nsl-kdd/test.csv.gz"), 3000, Set.of("attack", "difficulty"));

        assertThat(period(daily, "value")).isEqualTo(288);
        // Five minutes a row, so 288 a day.
        assertThat(period(server, "m10")).isBetween(282, 294);
        assertThat(advised(server)).contains("pca", "knn", "seasonal");
        assertThat(network.columns()).extracting(ColumnAdvice::name).hasSize(41);
        assertThat(network.columns())
                .filteredOn(
                        column -> Set.of("src_bytes", "dst_bytes", "duration").contains(column.name()))
                .extracting(ColumnAdvice::scale)
                .containsOnly("signed-log");
        assertThat(network.columns())
                .filteredOn(column -> Set.of("protocol_type", "flag").contains(column.name()))
                .extracting(ColumnAdvice::scale)
                .containsOnly("one-hot");
        assertThat(advised(network)).contains("ecod", "knn", "pca").doesNotContain("profile", "seasonal");
    }

    private static int period(Advice advice, String column) {
        return numbers(column(advice, column)).periodRows();
    }

    private static ColumnAdvice column(Advice advice, String name) {
        return advice.columns().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ColumnAdvice.Numbers numbers(ColumnAdvice column) {
        return Objects.requireNonNull(column.numbers());
    }

    private static List<String> advised(Advice advice) {
        return advice.recommendation().members().stream()
                .filter(member -> member.weight() > 0)
                .map(Member::name)
                .toList();
    }

    private static Advice advise(String csv) {
        return Advisor.advise(stream(csv), new SampleReader.Request("csv", "", "", 50_000, Set.of()));
    }

    private static Advice advise(Path file, int rows, Set<String> ignored) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return Advisor.advise(in, new SampleReader.Request("csv", "", "", rows, ignored));
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
