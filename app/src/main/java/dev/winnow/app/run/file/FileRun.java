package dev.winnow.app.run.file;

import dev.winnow.app.config.ClientProperties;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.Deployment;
import dev.winnow.app.run.Wiring;
import dev.winnow.app.run.audit.AuditCheck;
import dev.winnow.app.run.local.CommittedSink;
import dev.winnow.app.run.local.LocalRun;
import dev.winnow.app.run.local.LocalTopics;
import dev.winnow.app.run.local.RunCounts;
import dev.winnow.app.run.local.RunFiles;
import dev.winnow.app.shell.Progress;
import dev.winnow.app.shell.Version;
import dev.winnow.audit.key.RootKey;
import dev.winnow.audit.verify.Conclusion;
import dev.winnow.detectors.feature.Engine;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.feature.TableColumn;
import dev.winnow.detectors.hash.Sha256;
import dev.winnow.schemas.input.Decoded;
import dev.winnow.schemas.input.InputFormat;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.InputTopic;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.wire.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Files through the whole topology, over an embedded broker. On one shard the same files under the same configuration and key
 * give the same alerts, clusters and audit bodies, byte for byte.
 */
public final class FileRun {
    /** Tenant of every record of a file. */
    public static final String TENANT = "default";

    private static final int TOP_CLUSTERS = 10;

    private final WinnowConfig config;
    private final Request request;

    /**
     * @param history files of the past, in order, that models learn from before anything is judged
     * @param files files in the order in which they are read; gzip is recognised
     * @param format how they are decoded
     * @param options what the decoder was told
     * @param verdictFile verdicts that wait for their alerts; null where there are none
     * @param directory where the files of the run go
     * @param key audit key
     * @param ingestMillis time stamp of every record; event times too far after it are refused
     * @param truth labels of the input records; null where there are none
     * @param shards partitions of the re-keyed events
     * @param engine engine of generic records that no declared set takes
     * @param isKept whether the files of the run are kept; else only its audit log is written, and verified
     */
    public record Request(
            List<Path> history,
            List<Path> files,
            InputFormat format,
            InputOptions options,
            @Nullable Path verdictFile,
            Path directory,
            RootKey key,
            long ingestMillis,
            @Nullable RecordLabels truth,
            int shards,
            Engine engine,
            boolean isKept) {
        public Request {
            history = List.copyOf(history);
            files = List.copyOf(files);
        }
    }

    /** Looks at what stands in the topics of a run in which everything is decided, before they go. */
    @FunctionalInterface
    public interface Inspector {
        Inspector NONE = (bootstrapServers, settings) -> {};

        /** @param settings of the application that ran */
        void inspect(String bootstrapServers, TopologySettings settings);
    }

    public FileRun(WinnowConfig config, Request request) {
        this.config = config;
        this.request = request;
    }

    /** The summary document of {@code winnow triage}. */
    public Map<String, @Nullable Object> run(Progress progress) {
        return run(progress, Inspector.NONE);
    }

    /** The same, with somebody who looks at it before its topics go. */
    public Map<String, @Nullable Object> run(Progress progress, Inspector inspector) {
        long begun = System.nanoTime();
        WireCodec codec = Wiring.codec();
        Counters counters = new Counters();
        Path verdictFile = request.verdictFile();
        List<dev.winnow.wire.Verdict> verdicts = verdictFile == null ? List.of() : VerdictFile.read(verdictFile);
        TopologySettings settings = settings(codec, counters)
                .withTriage(
                        config.triage().withFeedback(config.triage().feedback().waitingForAll(verdicts.size())));
        String topic = settings.inputs().get(0).topic();
        FileFeed past = new FileFeed(request.history(), request.format(), request.options());
        FileFeed feed = new FileFeed(request.files(), request.format(), request.options());
        RunCounts counts;
        long sent;
        long candidates;
        double seconds;
        List<Map<String, @Nullable Object>> topClusters;
        AlertQuality quality = request.truth() == null ? null : new AlertQuality(request.truth());
        try (RunFiles files = new RunFiles(
                request.directory(), request.isKept(), config.outputs(), letter -> place(feed, topic, letter))) {
            CommittedSink outputs = quality == null ? files : quality.before(files);
            counts = new RunCounts(outputs, codec, settings.topics().audit(), Set.of(topic));
            try (LocalRun run = LocalRun.start(
                    settings, streams(inspector), (long) config.state().rocksdbMemoryMb() << 20, counts)) {
                verdicts.forEach(verdict -> run.judge(verdict, 0));
                run.drain();
                if (!request.history().isEmpty()) {
                    past.send(run, historyTopic(), request.ingestMillis(), progress);
                    run.drain(() -> progress.at("records of the past learnt", run.done(), run.sent()));
                }
                long ofPast = run.sent();
                long fed = System.nanoTime();
                feed.send(run, topic, request.ingestMillis(), progress);
                run.drain(() -> progress.at("events decided", run.done() - ofPast, run.sent() - ofPast));
                seconds = (System.nanoTime() - fed) / 1e9;
                sent = run.sent() - ofPast;
                candidates = run.candidates();
                inspector.inspect(run.bootstrapServers(), settings);
            }
            topClusters = files.topClusters(TOP_CLUSTERS);
        }
        counts.refused().forEach(source -> feed.refused(source.getOffset()));
        long events = sent - counts.refusedInputs();
        Map<String, @Nullable Object> summary = new LinkedHashMap<>();
        summary.put("events", events);
        summary.put("deadLetters", counts.refusedInputs());
        if (!request.history().isEmpty()) {
            summary.put("historyRecords", past.records());
        }
        summary.put("otherDeadLetters", counts.otherDeadLetters());
        summary.put("deadLettersByCode", counts.deadLettersByCode());
        summary.put("candidates", candidates);
        summary.put("decisions", counts.decisions());
        summary.put("alerts", counts.byBand());
        summary.put("clusters", counts.clusters());
        summary.put("foldedPercent", counts.foldedPercent());
        summary.put("auditEntries", counts.auditEntries());
        audit(summary, counts);
        summary.put("eventsPerSecond", events / Math.max(1e-9, seconds));
        summary.put("elapsedSeconds", (System.nanoTime() - begun) / 1e9);
        summary.put("calibration", counts.calibration());
        summary.put("eventsScored", counters.value(Count.EVENTS_SCORED));
        summary.put("eventsLate", counters.value(Count.EVENTS_LATE));
        summary.put("eventsWithoutFeatureSet", counters.value(Count.EVENTS_WITHOUT_FEATURE_SET));
        summary.put("unscored", unscored(counters));
        summary.put("files", feed.document());
        summary.put("topClusters", topClusters);
        if (quality != null) {
            summary.put("quality", quality.document());
        }
        summary.put("run", RunRecord.of(config, request));
        return summary;
    }

    /** Whoever looks back wants every version of a row in its changelog, not one a commit; no decision depends on it. */
    private Map<String, Object> streams(Inspector inspector) {
        Map<String, Object> streams = new HashMap<>(ClientProperties.streams(config));
        if (inspector != Inspector.NONE) {
            streams.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        }
        return streams;
    }

    /** A run in which nothing was decided has no chain, and that is in order: there was nothing to seal. */
    private void audit(Map<String, @Nullable Object> summary, RunCounts counts) {
        if (counts.auditEntries() == 0) {
            summary.put("auditVerified", true);
            summary.put("auditVerdict", "EMPTY");
            return;
        }
        Conclusion conclusion = AuditCheck.directory(request.directory().resolve("audit"), request.key())
                .conclusion();
        summary.put("auditVerified", conclusion == Conclusion.VERIFIED);
        summary.put("auditVerdict", conclusion.name());
    }

    private static List<Map<String, Object>> unscored(Counters counters) {
        List<Map<String, Object>> types = new ArrayList<>();
        counters.unscored().forEach((type, events) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("type", type);
            entry.put("events", events);
            types.add(entry);
        });
        return types;
    }

    private static Map<String, Object> place(FileFeed feed, String topic, DeadLetter letter) {
        Map<String, Object> place = new LinkedHashMap<>();
        if (letter.getSource().getTopic().equals(topic)) {
            feed.place(letter.getSource().getOffset()).ifPresent(found -> {
                place.put("file", found.file().toString());
                if (found.line() > 0) {
                    place.put("line", found.line());
                }
            });
        }
        return place;
    }

    /**
     * What keeps a summary from accounting for every record; empty where it does.
     *
     * @return one line with a code, for people
     */
    public static Optional<String> unaccounted(Map<String, @Nullable Object> summary) {
        if (Objects.equals(summary.get("candidates"), summary.get("decisions"))) {
            return Optional.empty();
        }
        Object codes = summary.get("deadLettersByCode");
        Object refused = codes instanceof Map<?, ?> counted ? counted.get("TRI-900") : null;
        return Optional.of("APP-026 triage: every candidate must have a decision in the audit log, "
                + summary.get("candidates") + " candidates have " + summary.get("decisions") + "; "
                + (refused == null ? "none" : refused)
                + " of the rest are dead letters TRI-900; run it again with -v and report it");
    }

    private TopologySettings settings(WireCodec codec, Counters counters) {
        String topic = config.topics().prefix() + "events." + request.format().name();
        InputTopic input = new InputTopic(
                        topic, request.format(), TENANT, false, InputTopic.DEFAULT_MAX_FUTURE_SKEW_MILLIS)
                .withPartitions(LocalTopics.INPUT_PARTITIONS);
        // Fixed, so that a second run over the same files repeats the genesis too.
        byte[] nonce = Sha256.of(("winnow/v1/file-run\0" + config.fingerprint()).getBytes(StandardCharsets.UTF_8));
        InputTopic past = new InputTopic(
                        historyTopic(), request.format(), TENANT, false, InputTopic.DEFAULT_MAX_FUTURE_SKEW_MILLIS)
                .withPartitions(LocalTopics.INPUT_PARTITIONS)
                .asHistory();
        Deployment deployment = new Deployment(
                request.history().isEmpty() ? List.of(input) : List.of(input, past),
                featureSets(),
                request.shards(),
                1,
                request.key(),
                nonce);
        return Wiring.topology(config, deployment, Version.text(), codec, counters);
    }

    private String historyTopic() {
        return config.topics().prefix() + "history." + request.format().name();
    }

    /** The declared and the built-in sets, and for generic records one over the fields that the first records have. */
    private List<FeatureSet> featureSets() {
        List<FeatureSet> sets = config.allFeatureSets();
        List<Decoded> first = peek();
        if (request.engine() == Engine.TABLE) {
            List<TableColumn> columns = EngineChoice.columns(first);
            if (!columns.isEmpty()) {
                sets.add(FeatureSets.table(columns));
            }
            return sets;
        }
        TreeSet<String> fields = new TreeSet<>();
        for (Decoded decoded : first) {
            if (decoded instanceof Decoded.Accepted accepted
                    && accepted.event().type().equals("numeric")) {
                fields.addAll(accepted.event().numbers().keySet());
            }
        }
        if (!fields.isEmpty()) {
            List<String> names = List.copyOf(fields);
            sets.add(request.engine() == Engine.SERIES ? FeatureSets.series(names) : FeatureSets.numeric(names));
        }
        return sets;
    }

    private List<Decoded> peek() {
        String name = request.format().name();
        if (!name.equals("json") && !name.equals("csv") || request.files().isEmpty()) {
            return List.of();
        }
        return FileFeed.head(request.files().get(0), request.format(), request.options(), EngineChoice.PEEKED_RECORDS);
    }
}
