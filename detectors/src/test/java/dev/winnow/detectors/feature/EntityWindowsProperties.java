package dev.winnow.detectors.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.schemas.event.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Order of arrival within the grace period changes nothing; neither does a trip through bytes. Seeds are in the names. */
final class EntityWindowsProperties {
    private static final long SEED = 20_260_101;
    private static final int EVENTS = 300;

    static Stream<FeatureSet> sets() {
        return Stream.concat(FeatureSets.builtIn().stream(), Stream.of(FeatureSets.numeric(List.of("x", "bytes_out"))));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void anEventBehindOthersHasTheFeaturesThatItWouldHaveHadInOrder(FeatureSet set) {
        int behind = 0;
        for (int round = 0; round < 8; round++) {
            Random random = new Random(SEED + round);
            List<Event> inOrder = stream(set, random);
            List<Event> shuffled = shuffledWithin(set.graceMillis(), inOrder, random);

            Map<Event, Extraction> expected = extractions(set, inOrder);
            Map<Event, Extraction> actual = extractions(set, shuffled);

            assertThat(actual.values()).hasSize(EVENTS).noneMatch(Extraction::late);
            for (int i = 0; i < EVENTS; i++) {
                Event event = shuffled.get(i);
                if (hasItsWholePast(event, shuffled.subList(0, i), inOrder)) {
                    behind += overtaken(event, shuffled.subList(0, i)) ? 1 : 0;
                    assertThat(actual.get(event))
                            .as(set.id() + ", seed " + (SEED + round) + ", event " + i)
                            .isEqualTo(expected.get(event));
                }
            }
        }
        assertThat(behind).isGreaterThan(100);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void anyEventHasTheFeaturesOfWhatArrivedBeforeItInOrder(FeatureSet set) {
        Random random = new Random(SEED);
        List<Event> shuffled =
                shuffledWithin(set.graceMillis(), stream(set, random).subList(0, 120), random);

        Map<Event, Extraction> actual = extractions(set, shuffled);

        for (int i = 0; i < shuffled.size(); i++) {
            List<Event> arrived = new ArrayList<>(shuffled.subList(0, i));
            arrived.sort(Comparator.comparingLong(Event::timeMillis));
            EntityWindows windows = EntityWindows.empty(set);
            arrived.forEach(windows::observe);
            Extraction expected = new FeatureExtractor(set, 7).extract(shuffled.get(i), windows, Rarity.empty(7));
            assertThat(actual.get(shuffled.get(i)))
                    .as(set.id() + ", event " + i)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void disorderWithinTheGracePeriodLeavesTheSameRow(FeatureSet set) {
        for (int round = 0; round < 20; round++) {
            Random random = new Random(SEED + round);
            List<Event> inOrder = stream(set, random);
            List<Event> shuffled = shuffledWithin(set.graceMillis(), inOrder, random);

            assertThat(shuffled).isNotEqualTo(inOrder);
            assertThat(row(set, shuffled))
                    .as(set.id() + ", seed " + (SEED + round))
                    .isEqualTo(row(set, inOrder));
        }
    }

    @Test
    void aSetWithAlmostNoGraceTellsTheOrdersApart() {
        String yaml = """
                name: strict
                version: 1
                description: the fixture of the test above can fail
                events: flow
                gate: all
                grace: 1ms
                features:
                  - {name: flows, description: d, compute: count, window: 5m}
                """;
        FeatureSet set = FeatureSets.parse(yaml);
        Random random = new Random(SEED);
        List<Event> inOrder = stream(set, random);

        List<Event> shuffled = shuffledWithin(60_000, inOrder, random);

        assertThat(row(set, shuffled)).isNotEqualTo(row(set, inOrder));
        assertThat(extractions(set, shuffled).values()).anyMatch(Extraction::late);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void aRowReadBackIsTheSameRowAndContinuesAlike(FeatureSet set) {
        Random random = new Random(SEED);
        List<Event> events = shuffledWithin(set.graceMillis(), stream(set, random), random);
        Run kept = new Run(set);
        Run reread = new Run(set);
        for (Event event : events) {
            reread.windows = EntityWindows.decode(set, reread.windows.encode());

            Extraction expected = kept.feed(event);
            Extraction actual = reread.feed(event);

            assertThat(actual).isEqualTo(expected);
            assertThat(reread.windows.encode()).isEqualTo(kept.windows.encode());
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void extractionChangesNothing(FeatureSet set) {
        Random random = new Random(SEED);
        Run run = new Run(set);
        for (Event event : stream(set, random)) {
            byte[] before = run.windows.encode();

            Extraction first = run.extractor.extract(event, run.windows, run.rarity);
            Extraction second = run.extractor.extract(event, run.windows, run.rarity);

            assertThat(second).isEqualTo(first);
            assertThat(run.windows.encode()).isEqualTo(before);
            run.feed(event);
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void anyEventAtAnyTimeHasFiniteFeaturesAndABoundedRow(FeatureSet set) {
        Random random = new Random(SEED);
        Run run = new Run(set);
        for (int i = 0; i < 3000; i++) {
            long time = switch (random.nextInt(6)) {
                case 0 -> random.nextLong();
                case 1 -> Long.MAX_VALUE;
                case 2 -> Long.MIN_VALUE;
                default -> Events.START + random.nextInt(100_000_000);
            };
            Event event = extreme(random, set.eventTypes().get(0), time);

            Extraction extraction = run.feed(event);

            assertThat(extraction.vector().size()).isEqualTo(set.schema().size());
            assertThat(run.windows.encode().length).isLessThanOrEqualTo(set.maxRowBytes());
            run.windows = EntityWindows.decode(set, run.windows.encode());
        }
    }

    private static Event extreme(Random random, String type, long time) {
        Event plain = Events.random(random, type, time);
        double[] odd = {0, -0.0, Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE, 1e150, -1};
        String[] texts = {
            ".", "..", ":", "::", "a.", ".a", "256.1.1.1", "1.2", "\u0000", "é\uD83D", " ", "x".repeat(2000)
        };
        var numbers = new HashMap<>(plain.numbers());
        var strings = new HashMap<>(plain.texts());
        numbers.replaceAll((name, value) -> random.nextBoolean() ? value : odd[random.nextInt(odd.length)]);
        strings.replaceAll((name, value) -> random.nextBoolean() ? value : texts[random.nextInt(texts.length)]);
        return new Event(type, plain.entity(), time, numbers, strings);
    }

    /** Seconds apart, some at one time, with a silence of two days now and then. */
    private static List<Event> stream(FeatureSet set, Random random) {
        List<Event> events = new ArrayList<>();
        long time = Events.START;
        for (int i = 0; i < EVENTS; i++) {
            time += random.nextInt(100) == 0 ? 2 * 86_400_000L : random.nextInt(4) == 0 ? 0 : random.nextInt(16_000);
            events.add(Events.random(random, set.eventTypes().get(0), time));
        }
        return events;
    }

    private static List<Event> shuffledWithin(long graceMillis, List<Event> events, Random random) {
        record Arrival(Event event, long atMillis) {}
        return events.stream()
                .map(event -> new Arrival(event, event.timeMillis() + random.nextInt((int) graceMillis + 1)))
                .sorted(Comparator.comparingLong(Arrival::atMillis))
                .map(Arrival::event)
                .toList();
    }

    private static boolean hasItsWholePast(Event event, List<Event> arrived, List<Event> all) {
        return arrived.stream().filter(e -> e.timeMillis() < event.timeMillis()).count()
                == all.stream().filter(e -> e.timeMillis() < event.timeMillis()).count();
    }

    private static boolean overtaken(Event event, List<Event> arrived) {
        return arrived.stream().anyMatch(e -> e.timeMillis() > event.timeMillis());
    }

    /** Extractions by arrival; rarity goes by arrival and is left empty here. */
    private static Map<Event, Extraction> extractions(FeatureSet set, List<Event> arrival) {
        FeatureExtractor extractor = new FeatureExtractor(set, 7);
        EntityWindows windows = EntityWindows.empty(set);
        Rarity rarity = Rarity.empty(7);
        Map<Event, Extraction> byEvent = new IdentityHashMap<>();
        for (Event event : arrival) {
            byEvent.put(event, extractor.extract(event, windows, rarity));
            windows.observe(event);
        }
        return byEvent;
    }

    private static byte[] row(FeatureSet set, List<Event> arrival) {
        EntityWindows windows = EntityWindows.empty(set);
        arrival.forEach(windows::observe);
        return windows.encode();
    }
}
