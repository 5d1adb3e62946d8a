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
 * @param events events of that shard since it told before
 * @param sightings what that shard saw since it told before
 * @param lessons the events that it learnt since then
 */
public record PopulationFacts(
        int from,
        long generation,
        long number,
        long timeMillis,
        long entities,
        int events,
        Sightings sightings,
        List<byte[]> lessons) {
    public PopulationFacts {
        lessons = List.copyOf(lessons);
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
                .writeInt(events)
                .writeBytes(sightings.toBytes())
                .writeInt(lessons.size());
        lessons.forEach(out::writeBytes);
        return out.toBytes();
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
                in.readInt(),
                Sightings.fromBytes(in.readBytes()),
                lessons(in));
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
