package dev.winnow.app.demo.day;

import dev.winnow.app.demo.day.Office.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A seeded synthetic day of an office's network, as two kinds of sensors write it: Suricata's EVE JSON and Zeek's ssh.log.
 *
 * <p>Forty workstations, eight servers, a printer and the Internet live through 24 hours with their habits, noise, some
 * legitimate oddities and eight attacks; at scale 1 about 30,000 records. The same seed and scale give the same bytes on every
 * machine. Immutable and thread-safe; the whole day is held in memory, some 25 MB at scale 1.
 */
public final class SyntheticDay {
    /** Topic role of Suricata's records; decode with the format {@code suricata-eve}. */
    public static final String EVE = "eve";

    /** Topic role of Zeek's records; decode with the format {@code zeek}. */
    public static final String ZEEK = "zeek";

    /** Tuesday, 18 November 2025, 00:00 UTC: always in the past, and a day when the office's clocks show UTC. */
    public static final long START_MILLIS = 1_763_424_000_000L;

    public static final long END_MILLIS = START_MILLIS + 86_400_000L;

    /** Noon: verdicts are given on alerts before it, their effect is measured after it. */
    public static final long HALF_MILLIS = START_MILLIS + 43_200_000L;

    private static final double LEAST_SCALE = 0.5;
    private static final double MOST_SCALE = 50;

    private final long seed;
    private final double scale;
    private final List<DayRecord> records;
    private final List<Attack> attacks;

    private SyntheticDay(long seed, double scale, List<DayRecord> records, List<Attack> attacks) {
        this.seed = seed;
        this.scale = scale;
        this.records = records;
        this.attacks = attacks;
    }

    /**
     * @param scale factor on the number of people and visitors, 0.5 to 50; the attacks stay as they are
     * @throws IllegalArgumentException if the scale is out of range
     */
    public static SyntheticDay of(long seed, double scale) {
        if (!(scale >= LEAST_SCALE && scale <= MOST_SCALE)) {
            throw new IllegalArgumentException(
                    "scale must be between " + LEAST_SCALE + " and " + MOST_SCALE + ", was " + scale);
        }
        SeededRandom random = new SeededRandom(seed);
        Office office = new Office(random.fork("office"), scale);
        long dayMicros = START_MILLIS * 1000;
        DayRecording recording = new DayRecording(dayMicros, END_MILLIS * 1000);
        Network network = new Network(dayMicros, recording, random.fork("sensors"));

        List<Person> cast = shuffled(office.people(), random.fork("cast"));
        List<Person> bystanders = cast.stream()
                .filter(person -> person.arrivalHour() < 9)
                .limit(4)
                .toList();
        List<Person> victims =
                cast.stream().filter(person -> !bystanders.contains(person)).toList();
        AttackPlan plan = new AttackPlan(network, random.fork("attacks"), victims);

        new OfficeTraffic(network, office).play(random.fork("people at work"));
        new ServerTraffic(network, office, scale).play(random.fork("servers"), plan.silence());
        new BackgroundNoise(network, office, scale).play(random.fork("noise"));
        new Oddities(network).play(random.fork("oddities"), bystanders);
        plan.play();

        List<DayRecord> records = recording.play();
        return new SyntheticDay(seed, scale, records, plan.attacks(records));
    }

    public long seed() {
        return seed;
    }

    public double scale() {
        return scale;
    }

    /** All records in event-time order; the one with index i stands at place i. */
    public List<DayRecord> records() {
        return records;
    }

    public Stream<DayRecord> stream() {
        return records.stream();
    }

    /** The eight attacks in the order in which they begin. */
    public List<Attack> attacks() {
        return attacks;
    }

    private static List<Person> shuffled(List<Person> people, SeededRandom random) {
        List<Person> order = new ArrayList<>(people);
        random.shuffle(order);
        return List.copyOf(order);
    }
}
