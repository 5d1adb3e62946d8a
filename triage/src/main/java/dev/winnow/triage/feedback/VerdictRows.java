package dev.winnow.triage.feedback;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.state.AgingQueue;
import dev.winnow.triage.state.RowFormat;
import dev.winnow.triage.state.RowKey;
import dev.winnow.triage.state.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stored verdicts: by id, by the client's key, and for each analyst and alert those that were not taken back. */
final class VerdictRows {
    private static final int VERSION = 1;
    /** Verdicts of one analyst on one alert that can come back into force; of more the weakest is forgotten. */
    private static final int MOST_OPINIONS = 16;

    private final FeedbackConfig config;
    private final Rows rows;
    private final AgingQueue queue;

    VerdictRows(FeedbackConfig config, Rows rows) {
        this.config = config;
        this.rows = rows;
        this.queue = new AgingQueue(rows, "verdict");
    }

    /** One verdict among those of an analyst on an alert. */
    record Opinion(String verdictId, long version) {}

    Optional<VerdictRow> find(String tenant, String id) {
        byte[] row = rows.get(key(tenant, id));
        return row == null ? Optional.empty() : Optional.of(VerdictRow.decode(row));
    }

    /** Id of the verdict of the same analyst with the same client's key. */
    Optional<String> sameRequest(Verdict verdict) {
        return verdict.idempotencyKey()
                .map(key -> rows.get(requestKey(verdict, key)))
                .map(row -> RowFormat.open("request", row, VERSION).readString());
    }

    void put(VerdictRow row, long watermark) {
        Verdict verdict = row.verdict();
        String key = key(verdict.tenant(), verdict.id());
        if (rows.get(key) == null) {
            queue.add(verdict.tenant(), verdict.id(), watermark, config.verdictRetentionMillis());
            verdict.idempotencyKey()
                    .ifPresent(request -> rows.put(
                            requestKey(verdict, request),
                            RowFormat.begin(VERSION).writeString(verdict.id()).toBytes()));
        }
        rows.put(key, row.encode());
    }

    /** A verdict whose retention is over, or the oldest where there are too many; it may be gone already. */
    Optional<String> takeOld(String tenant, long watermark) {
        Optional<AgingQueue.Entry> entry =
                queue.size(tenant) >= config.maxVerdicts() ? queue.take(tenant) : queue.takeDue(tenant, watermark);
        return entry.map(AgingQueue.Entry::key);
    }

    void delete(VerdictRow row) {
        Verdict verdict = row.verdict();
        rows.delete(key(verdict.tenant(), verdict.id()));
        verdict.idempotencyKey()
                .filter(request -> sameRequest(verdict).equals(Optional.of(verdict.id())))
                .ifPresent(request -> rows.delete(requestKey(verdict, request)));
        removeOpinion(row);
    }

    /** The strongest of the verdicts of the row's analyst on its alert: highest version, then latest arrival. */
    Optional<String> strongest(VerdictRow row) {
        Opinion best = null;
        for (Opinion opinion : opinions(row)) {
            if (best == null || opinion.version >= best.version) {
                best = opinion;
            }
        }
        return Optional.ofNullable(best).map(Opinion::verdictId);
    }

    void addOpinion(VerdictRow row) {
        List<Opinion> opinions = opinions(row);
        opinions.add(new Opinion(row.verdict().id(), row.verdict().version()));
        if (opinions.size() > MOST_OPINIONS) {
            Opinion weakest = opinions.get(0);
            for (Opinion opinion : opinions) {
                if (opinion.version < weakest.version) {
                    weakest = opinion;
                }
            }
            opinions.remove(weakest);
        }
        write(row, opinions);
    }

    void removeOpinion(VerdictRow row) {
        if (row.judged().isEmpty()) {
            return;
        }
        List<Opinion> opinions = opinions(row);
        if (opinions.removeIf(opinion -> opinion.verdictId.equals(row.verdict().id()))) {
            write(row, opinions);
        }
    }

    private List<Opinion> opinions(VerdictRow row) {
        List<Opinion> opinions = new ArrayList<>();
        byte[] stored = rows.get(opinionsKey(row));
        if (stored != null) {
            StateReader reader = RowFormat.open("opinions", stored, VERSION);
            int size = reader.readInt();
            for (int i = 0; i < size; i++) {
                opinions.add(new Opinion(reader.readString(), reader.readLong()));
            }
        }
        return opinions;
    }

    private void write(VerdictRow row, List<Opinion> opinions) {
        if (opinions.isEmpty()) {
            rows.delete(opinionsKey(row));
            return;
        }
        StateWriter writer = RowFormat.begin(VERSION).writeInt(opinions.size());
        for (Opinion opinion : opinions) {
            writer.writeString(opinion.verdictId).writeLong(opinion.version);
        }
        rows.put(opinionsKey(row), writer.toBytes());
    }

    private static String key(String tenant, String id) {
        return RowKey.of("v", tenant, id);
    }

    private static String requestKey(Verdict verdict, String request) {
        return RowKey.of("i", verdict.tenant(), verdict.analyst(), request);
    }

    private static String opinionsKey(VerdictRow row) {
        return RowKey.of(
                "k",
                row.verdict().tenant(),
                row.judged().orElseThrow().id(),
                row.verdict().analyst());
    }
}
