package dev.winnow.app.run;

import dev.winnow.app.http.RuntimeStatus.Restore;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** Counts what the stores still have to read back from their changelogs. Thread-safe. */
public final class RestoreProgress implements StateRestoreListener {
    private final Map<TopicPartition, Long> left = new HashMap<>();
    private long restored;
    private long toRestore;

    @Override
    public synchronized void onRestoreStart(TopicPartition partition, String store, long from, long to) {
        long records = Math.max(0, to - from);
        left.put(partition, records);
        toRestore += records;
    }

    @Override
    public synchronized void onBatchRestored(TopicPartition partition, String store, long end, long count) {
        restored += count;
    }

    @Override
    public synchronized void onRestoreEnd(TopicPartition partition, String store, long total) {
        left.remove(partition);
    }

    /** The task went to another instance before it was restored. */
    @Override
    public synchronized void onRestoreSuspended(TopicPartition partition, String store, long total) {
        Long records = left.remove(partition);
        toRestore -= records == null ? 0 : Math.max(0, records - total);
    }

    /** Nothing is left. A thread that failed while it restored never said that it ended; whoever took its tasks has. */
    synchronized void complete() {
        left.clear();
    }

    /** The figures now; offsets have gaps, so the records to restore are an upper bound. */
    public synchronized Restore now() {
        return new Restore(left.size(), restored, toRestore);
    }
}
