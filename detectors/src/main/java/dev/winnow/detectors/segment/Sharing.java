package dev.winnow.detectors.segment;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one shard of several has told and been told. Mutable, one owner, not thread-safe. */
final class Sharing {
    /**
     * Events after which a shard tells the others: its facts are then some ten kilobytes, of which what every record has is a few
     * per cent, and at a thousand events a second the others are a quarter of a second behind.
     */
    static final int EVENTS = 256;

    /** Lessons after which a model that warms up tells: six shards that share their warm-up are then at most some two hundred events apart. */
    static final int LESSONS = 32;

    /** Event time after which it tells what it has: a quiet shard's entities count in the others' hourly spreads. */
    static final long MILLIS = 60_000;

    private static final int MOST_SHARDS = 100_000;

    private final long populationSeed;
    private long told;
    private int untoldEvents;
    private long toldAtMillis = Long.MIN_VALUE;
    private final TreeMap<Integer, Heard> heard = new TreeMap<>();
    private final List<byte[]> lessons = new ArrayList<>();

    /** The newest that was taken in from a shard. */
    private record Heard(long generation, long number) {}

    Sharing(long populationSeed) {
        this.populationSeed = populationSeed;
    }

    /** Seed of everything that shards compare: the same on all of them. */
    long populationSeed() {
        return populationSeed;
    }

    void countEvent() {
        untoldEvents++;
    }

    /** Events since it told. */
    int untoldEvents() {
        return untoldEvents;
    }

    /** Keeps what the model learns: the others learn it too. */
    void keepLesson(Observation observation) {
        lessons.add(observation.toBytes());
    }

    List<byte[]> takeLessons() {
        List<byte[]> taken = List.copyOf(lessons);
        lessons.clear();
        return taken;
    }

    boolean isDue(long nowMillis, boolean isWarmingUp) {
        if (toldAtMillis == Long.MIN_VALUE || nowMillis < toldAtMillis) {
            toldAtMillis = nowMillis;
        }
        return untoldEvents >= EVENTS
                || isWarmingUp && lessons.size() >= LESSONS
                || untoldEvents > 0 && nowMillis - toldAtMillis >= MILLIS;
    }

    /** Number of what is told now. */
    long tell(long nowMillis) {
        untoldEvents = 0;
        toldAtMillis = nowMillis;
        return ++told;
    }

    /** False where this, or what a shard told later, was taken in before. */
    boolean isNew(PopulationFacts facts) {
        Heard before = heard.get(facts.from());
        return before == null
                || facts.generation() > before.generation()
                || facts.generation() == before.generation() && facts.number() > before.number();
    }

    void take(PopulationFacts facts) {
        heard.put(facts.from(), new Heard(facts.generation(), facts.number()));
    }

    long liveBytes() {
        return 64
                + 96L * heard.size()
                + lessons.stream().mapToLong(lesson -> lesson.length).sum();
    }

    void snapshot(StateWriter out) {
        out.writeLong(populationSeed).writeLong(told).writeInt(untoldEvents).writeLong(toldAtMillis);
        out.writeInt(lessons.size());
        lessons.forEach(out::writeBytes);
        out.writeInt(heard.size());
        for (Map.Entry<Integer, Heard> entry : heard.entrySet()) {
            out.writeInt(entry.getKey())
                    .writeLong(entry.getValue().generation())
                    .writeLong(entry.getValue().number());
        }
    }

    static Sharing restore(StateReader in) {
        Sharing sharing = new Sharing(in.readLong());
        sharing.told = in.readLong();
        sharing.untoldEvents = in.readInt();
        sharing.toldAtMillis = in.readLong();
        int lessons = in.readInt();
        if (lessons < 0 || lessons > EVENTS) {
            throw new StateFormatException("STA-004 sharing: must have 0 to " + EVENTS + " lessons, has " + lessons);
        }
        for (int i = 0; i < lessons; i++) {
            sharing.lessons.add(in.readBytes());
        }
        int shards = in.readInt();
        if (shards < 0 || shards > MOST_SHARDS) {
            throw new StateFormatException(
                    "STA-004 sharing: must name 0 to " + MOST_SHARDS + " shards, names " + shards);
        }
        for (int i = 0; i < shards; i++) {
            sharing.heard.put(in.readInt(), new Heard(in.readLong(), in.readLong()));
        }
        return sharing;
    }
}
