package dev.winnow.detectors.segment;

import dev.winnow.detectors.feature.Sightings;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What a shard is told about all entities of its segment but its own: an input of its model, and as such a delta of its journal.
 * Immutable.
 *
 * @param from shard whose sightings these are
 * @param generation generation of that shard's model
 * @param number how many times that model has told, this one included; with the generation it orders what it told
 * @param timeMillis confirmed event time of that shard
 * @param entities entities that the other shards know
 * @param windowEntities entities in the drift windows of the other shards
 * @param shiftedEntities those of them that had most of their events refused
 * @param sightings what that shard saw since it told before
 * @param lessons the events that it learnt since then, if it warms up
 * @param scores what its events fed to its tails since then, as in {@link ShardFacts}
 */
public record PopulationFacts(
        int from,
        long generation,
        long number,
        long timeMillis,
        long entities,
        long windowEntities,
        long shiftedEntities,
        Sightings sightings,
        List<byte[]> lessons,
        float[] scores) {
    public PopulationFacts {
        lessons = List.copyOf(lessons);
        scores = scores.clone();
    }

    @Override
    public float[] scores() {
        return scores.clone();
    }

    /** First byte of such a delta; an observation's is its version, which is far below. */
    static final int KIND = 0x50;

    private static final int VERSION = 1;

    /** Grammar: kind, version, the parts in their order. */
    public byte[] toBytes() {
        StateWriter out = new StateWriter(256)
                .writeByte(KIND)
                .writeByte(VERSION)
                .writeInt(from)
                .writeLong(generation)
                .writeLong(number)
                .writeLong(timeMillis)
                .writeLong(entities)
                .writeLong(windowEntities)
                .writeLong(shiftedEntities)
                .writeBytes(sightings.toBytes())
                .writeInt(lessons.size());
        lessons.forEach(out::writeBytes);
        return out.writeFloats(scores).toBytes();
    }

    /** @throws StateFormatException STA-001 for another version, STA-002 or STA-004 if they are not whole */
    public static PopulationFacts fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes);
        int kind = in.readByte();
        if (kind != KIND) {
            throw new StateFormatException(
                    "STA-004 population facts: must begin with " + KIND + ", begin with " + kind);
        }
        in.expectVersion("population facts", VERSION);
        PopulationFacts facts = new PopulationFacts(
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                Sightings.fromBytes(in.readBytes()),
                lessons(in),
                in.readFloats());
        in.expectEnd();
        return facts;
    }

    private static List<byte[]> lessons(StateReader in) {
        int count = in.readInt();
        if (count < 0 || count > Sharing.EVENTS) {
            throw new StateFormatException(
                    "STA-004 population facts: must have 0 to " + Sharing.EVENTS + " lessons, have " + count);
        }
        List<byte[]> lessons = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lessons.add(in.readBytes());
        }
        return lessons;
    }
}
