package dev.winnow.detectors.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.schemas.event.Event;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What attacks look like in the built-in sets, against the same host's ordinary traffic. */
final class AttackShapesTest {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    @Test
    void portScanShowsAsPortsOfOneDestinationWithoutAnswer() {
        Run run = usual();
        Extraction last = run.feed(Events.flow(12 * HOUR, "10.0.0.77", 1, 60, 0));
        for (int port = 2; port < 400; port++) {
            last = run.feed(Events.flow(12 * HOUR + port * 50L, "10.0.0.77", port, 60, 0));
        }

        assertThat(run.value(last, "ports_per_destination_10m")).isBetween(250.0, 709.8);
        assertThat(run.value(last, "unanswered_share_10m")).isGreaterThan(0.9);
        assertThat(run.value(last, "service_novelty")).isEqualTo(1);
    }

    @Test
    void hostScanShowsAsDestinationsOfOnePort() {
        Run run = usual();
        Extraction last = run.feed(Events.flow(12 * HOUR, "10.0.7.0", 8080, 60, 0));
        for (int host = 1; host < 100; host++) {
            last = run.feed(Events.flow(12 * HOUR + host * 50L, "10.0.7." + host, 8080, 60, 0));
        }

        assertThat(run.value(last, "destinations_per_port_10m")).isBetween(75.0, 130.0);
    }

    @Test
    void beaconShowsAsRegularGapsAmongIrregularTraffic() {
        Run run = usual();
        Random random = new Random(1);
        double beacon = 0;
        double other = Double.NaN;
        for (int i = 0; i < 60; i++) {
            beacon = run.feed(
                    Events.flow(12 * HOUR + i * MINUTE + random.nextInt(1000), "203.0.113.66", 443, 300, 200),
                    "beacon_steadiness");
            for (int k = 0; k < 5; k++) {
                other = run.feed(
                        Events.flow(
                                12 * HOUR + i * MINUTE + 1000 + random.nextInt(58_000),
                                "203.0.113." + random.nextInt(20),
                                443,
                                300,
                                200),
                        "beacon_steadiness");
            }
        }

        // A variation of the gaps below 0.05, and above 0.3.
        assertThat(beacon).isGreaterThan(-Math.log(0.05 + 0.01) / Math.log(2));
        assertThat(other).isLessThan(-Math.log(0.3 + 0.01) / Math.log(2));
    }

    @Test
    void exfiltrationShowsAgainstTheHostsOwnHistoryInOneFlowOrMany() {
        Run one = usual();
        double ordinary = one.feed(Events.flow(12 * HOUR - 1, "203.0.113.2", 443, 400, 8000), "external_bytes_out_1h");
        Extraction single = one.feed(Events.flow(12 * HOUR, "203.0.113.66", 443, 2e9, 1e6));
        Run many = usual();
        Extraction last = single;
        for (int i = 0; i < 1000; i++) {
            last = many.feed(Events.flow(12 * HOUR + i * 1000L, "203.0.113.66", 443, 2e6, 1e4));
        }

        assertThat(one.value(single, "bytes_out_deviation")).isGreaterThan(8);
        assertThat(ordinary).isBetween(10_000.0, 100_000.0);
        assertThat(one.value(single, "external_bytes_out_1h")).isGreaterThan(256 * ordinary);
        assertThat(one.value(single, "upload_balance")).isGreaterThan(0.99);
        assertThat(many.value(last, "external_bytes_out_1h")).isGreaterThan(256 * ordinary);
    }

    @Test
    void lateralMovementShowsAsNewInternalHostsOnPortsOfAdministration() {
        Run run = usual();
        Extraction last = run.feed(Events.flow(12 * HOUR, "10.0.0.100", 445, 4000, 3000));
        for (int i = 1; i < 8; i++) {
            last = run.feed(Events.flow(12 * HOUR + i * MINUTE, "10.0.0." + (100 + i), 445, 4000, 3000));
        }

        assertThat(run.value(last, "admin_destinations_1h")).isEqualTo(8);
        assertThat(run.value(last, "destination_novelty")).isEqualTo(1);
    }

    @Test
    void rareServiceShowsForTheEntityAndTheSegment() {
        Run run = usual();

        Extraction rare = run.feed(Events.flow(12 * HOUR, "203.0.113.2", 6667, 500, 500));
        Extraction common = run.feed(Events.flow(12 * HOUR + 1, "203.0.113.2", 443, 500, 500));

        assertThat(run.value(rare, "service_novelty")).isEqualTo(1);
        assertThat(run.value(rare, "service_rarity")).isGreaterThan(9);
        assertThat(run.value(common, "service_novelty")).isLessThan(0.01);
        assertThat(run.value(common, "service_rarity")).isLessThan(0.1);
    }

    @Test
    void tunnellingShowsAsManyLongRandomNamesUnderOneDomain() {
        Run run = Run.of("dns/1");
        Random random = new Random(2);
        for (int i = 0; i < 300; i++) {
            run.feed(Events.dns(i * 20_000L, "www.site" + random.nextInt(30) + ".example"));
        }

        Extraction last = run.feed(Events.dns(2 * HOUR, "start.evil.example"));
        for (int i = 0; i < 100; i++) {
            StringBuilder data = new StringBuilder();
            for (int c = 0; c < 50; c++) {
                data.append("abcdefghijklmnopqrstuvwxyz234567".charAt(random.nextInt(32)));
            }
            last = run.feed(Events.dns(2 * HOUR + i * 1000L, data + ".evil.example"));
            run.feed(Events.dns(2 * HOUR + i * 1000L + 500, "www.site" + random.nextInt(30) + ".example"));
        }

        assertThat(run.value(last, "names_per_domain_10m")).isBetween(75.0, 130.0);
        assertThat(run.value(last, "prefix_length")).isEqualTo(50);
        assertThat(run.value(last, "prefix_entropy")).isGreaterThan(3.5);
    }

    @Test
    void bruteForceShowsAsFailuresAndASuccessAfterThem() {
        Run run = Run.of("auth/1");
        Extraction last = run.feed(Events.auth(0, "root", "failure"));
        for (int i = 1; i < 200; i++) {
            last = run.feed(Events.auth(i * 2000L, "user" + i % 20, "failure"));
        }
        Extraction success = run.feed(Events.auth(401_000, "root", "success"));

        assertThat(run.value(last, "failures_10m")).isEqualTo(200);
        assertThat(run.value(last, "users_10m")).isEqualTo(21);
        assertThat(run.value(last, "failure_share_1h")).isEqualTo(1);
        assertThat(run.value(success, "success_after_failures")).isEqualTo(200);
    }

    @Test
    void theOrderOfFieldsInAnEventChangesNothing() {
        Event event = Events.flow(0, "10.0.0.9", 443, 10, 20);
        Map<String, Double> numbers = new java.util.LinkedHashMap<>();
        new java.util.TreeMap<>(event.numbers()).descendingMap().forEach(numbers::put);
        Map<String, String> texts = new java.util.LinkedHashMap<>();
        new java.util.TreeMap<>(event.texts()).descendingMap().forEach(texts::put);
        Event reordered = new Event(event.type(), event.entity(), event.timeMillis(), numbers, texts);

        assertThat(Run.of("suricata-flow/1").feed(reordered))
                .isEqualTo(Run.of("suricata-flow/1").feed(event));
    }

    /** Twelve hours of browsing: some 50 flows an hour to twenty destinations. */
    private static Run usual() {
        Run run = Run.of("suricata-flow/1");
        Random random = new Random(9);
        for (int i = 0; i < 600; i++) {
            run.feed(Events.flow(
                    i * 72_000L + random.nextInt(60_000),
                    "203.0.113." + random.nextInt(20),
                    443,
                    Math.rint(StrictMath.exp(6 + random.nextGaussian())),
                    Math.rint(StrictMath.exp(9 + random.nextGaussian()))));
        }
        return run;
    }
}
