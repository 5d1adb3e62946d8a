package dev.winnow.evaluation.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Event-to-alert latency under a steady load: from the time stamp of the input record, which is when it was sent, to the
 * consumer of committed alerts.
 *
 * @param perSecond events sent a second
 * @param seconds for how long
 * @param sortedMillis one latency per alert, rising
 */
record Latency(double perSecond, int seconds, long[] sortedMillis) {
    Latency {
        sortedMillis = sortedMillis.clone();
        Arrays.sort(sortedMillis);
    }

    @Override
    public long[] sortedMillis() {
        return sortedMillis.clone();
    }

    /** Nearest rank; null where no alert came. */
    @Nullable
    Long percentile(int percent) {
        if (sortedMillis.length == 0) {
            return null;
        }
        int rank = (int) Math.ceil(percent / 100.0 * sortedMillis.length);
        return sortedMillis[Math.max(1, rank) - 1];
    }

    Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("p50", percentile(50));
        document.put("p99", percentile(99));
        document.put("max", percentile(100));
        document.put("alerts", sortedMillis.length);
        document.put("loadPerSecond", PipelineReport.rounded(perSecond));
        document.put("seconds", seconds);
        return document;
    }
}
