package dev.winnow.topology.store;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.TreeMap;

/**
 * Newest offset that was applied, by topic and partition. Mutable; one owner.
 *
 * <pre>
 * u32 count, then for each: place (topic-partition), id of the topic (empty where unknown), u64 offset
 * </pre>
 */
final class Watermarks {
    private final TreeMap<String, Mark> marks = new TreeMap<>();

    /** The place that was asked for last: mostly the next one too. */
    private String place = "";

    private String placeTopic = "";
    private int placePartition = -1;

    private record Mark(String topicId, long offset) {}

    Watermarks() {}

    Watermarks(Watermarks other) {
        marks.putAll(other.marks);
    }

    /** Offsets of a topic that was made anew under its old name say nothing about the new one. */
    boolean hasApplied(String topic, String topicId, int partition, long offset) {
        Mark mark = marks.get(place(topic, partition));
        return mark != null && isSameTopic(mark.topicId, topicId) && mark.offset >= offset;
    }

    void advance(String topic, String topicId, int partition, long offset) {
        marks.merge(
                place(topic, partition),
                new Mark(topicId, offset),
                // An id that is not known now was known before: it stays, so that the next start can compare.
                (before, now) -> now.topicId.isEmpty() ? new Mark(before.topicId, now.offset) : now);
    }

    /** Takes over what another copy knows that is newer; of one topic name the other copy's id wins where both have one. */
    void merge(Watermarks other) {
        other.marks.forEach((place, mark) -> marks.merge(
                place,
                mark,
                (mine, its) -> isSameTopic(mine.topicId, its.topicId) && mine.offset >= its.offset ? mine : its));
    }

    void write(StateWriter out) {
        out.writeInt(marks.size());
        marks.forEach((place, mark) ->
                out.writeString(place).writeString(mark.topicId).writeLong(mark.offset));
    }

    static Watermarks read(StateReader in) {
        Watermarks read = new Watermarks();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            read.marks.put(in.readString(), new Mark(in.readString(), in.readLong()));
        }
        return read;
    }

    private static boolean isSameTopic(String one, String other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }

    private String place(String topic, int partition) {
        if (partition != placePartition || !topic.equals(placeTopic)) {
            placeTopic = topic;
            placePartition = partition;
            place = topic + "-" + partition;
        }
        return place;
    }

    @Override
    public String toString() {
        return marks.toString();
    }
}
