package dev.winnow.app.run.file;

import dev.winnow.app.config.ClientProperties;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.Deployment;
import dev.winnow.app.run.Wiring;
import dev.winnow.app.run.audit.AuditCheck;
import dev.winnow.app.run.local.CommittedSink;
import dev.winnow.app.run.local.LocalRun;
import dev.winnow.app.run.local.RunCounts;
import dev.winnow.app.run.local.RunFiles;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Progress;
import dev.winnow.app.shell.Version;
import dev.winnow.audit.key.RootKey;
import dev.winnow.audit.verify.AuditReport;
import dev.winnow.audit.verify.Conclusion;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.hash.Sha256;
import dev.winnow.schemas.input.Decoded;
import dev.winnow.schemas.input.InputFormat;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.input.RecordSplitter;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.InputTopic;
import dev.winnow.topology.settings.TopologySettings;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Files through the whole topology, over an embedded broker. On one shard the same files under the same configuration and key
 * give the same alerts, clusters and audit bodies, byte for byte.
 */
public final class FileRun {
    private static final String TENANT = "default";
    private static final int PEEKED_RECORDS = 200;

    private final WinnowConfig config;
    private final Request request;

    /**
     * @param files files in the order in which they are read; gzip is recognised
     * @param format how they are decoded
     * @param options what the decoder was told
     * @param verdictFile verdicts that wait for their alerts; null where there are none
     * @param directory where the files of the run go
     * @param key audit key
     * @param ingestMillis time stamp of every record; event times too far after it are refused
     * @param truth labels of the input records; null where there are none
     * @param shards partitions of the re-keyed events
     */
    public record Request(
            List<Path> files,
            InputFormat format,
            InputOptions options,
            @Nullable Path verdictFile,
            Path directory,
            RootKey key,
            long ingestMillis,
            @Nullable RecordLabels truth,
            int shards) {
        public Request {
            files = List.copyOf(files);
        }
    }

    public FileRun(WinnowConfig config, Request request) {
        this.config = config;
        this.request = request;
    }

    /** The summary document of {@code winnow triage}. */
    public Map<String, @Nullable Object> run(Progress progress) {
        long begun = System.nanoTime();
        WireCodec codec = Wiring.codec();
        Counters counters = new Counters();
        TopologySettings settings = settings(codec, counters);
        Path verdictFile = request.verdictFile();
        List<dev.winnow.wire.Verdict> verdicts = verdictFile == null ? List.of() : VerdictFile.read(verdictFile);
        RunCounts tally;
        double seconds;
        AlertQuality quality = request.truth() == null ? null : new AlertQuality(request.truth());
        try (RunFiles files = new RunFiles(request.directory())) {
            CommittedSink outputs = quality == null ? files : quality.before(files);
            tally = new RunCounts(
                    outputs,
                    codec,
                    settings.topics().audit(),
                    Set.of(settings.inputs().get(0).topic()));
            try (LocalRun run = LocalRun.start(
                    settings,
                    ClientProperties.streams(config),
                    (long) config.state().rocksdbMemoryMb() << 20,
                    tally)) {
                verdicts.forEach(run::judge);
                run.drain();
                long fed = System.nanoTime();
                feed(run, settings.inputs().get(0).topic(), progress);
                run.drain(() -> progress.at("events decided", run.done(), run.sent()));
                seconds = (System.nanoTime() - fed) / 1e9;
            }
        }
        AuditReport report = AuditCheck.directory(request.directory().resolve("audit"), request.key());
        long events = counters.value(Count.RECORDS_READ) - tally.refusedInputs();
        Map<String, @Nullable Object> summary = new LinkedHashMap<>();
        summary.put("events", events);
        summary.put("deadLetters", tally.refusedInputs());
        summary.put("otherDeadLetters", tally.otherDeadLetters());
        summary.put("candidates", counters.value(Count.CANDIDATES));
        summary.put("alerts", tally.byBand());
        summary.put("clusters", tally.clusters());
        summary.put("foldedPercent", tally.foldedPercent());
        summary.put("auditEntries", tally.auditEntries());
        summary.put("auditVerified", report.conclusion() == Conclusion.VERIFIED);
        summary.put("eventsPerSecond", events / Math.max(1e-9, seconds));
        summary.put("elapsedSeconds", (System.nanoTime() - begun) / 1e9);
        summary.put("calibration", tally.calibration());
        summary.put("eventsScored", counters.value(Count.EVENTS_SCORED));
        summary.put("eventsLate", counters.value(Count.EVENTS_LATE));
        summary.put("eventsWithoutFeatureSet", counters.value(Count.EVENTS_WITHOUT_FEATURE_SET));
        summary.put("auditVerdict", report.conclusion().name());
        if (quality != null) {
            summary.put("quality", quality.document());
        }
        summary.put("run", RunRecord.of(config, request));
        return summary;
    }

    private TopologySettings settings(WireCodec codec, Counters counters) {
        String topic = config.topics().prefix() + "events." + request.format().name();
        InputTopic input =
                new InputTopic(topic, request.format(), TENANT, false, InputTopic.DEFAULT_MAX_FUTURE_SKEW_MILLIS);
        // Fixed, so that a second run over the same files repeats the genesis too.
        byte[] nonce = Sha256.of(("winnow/v1/file-run\0" + config.fingerprint()).getBytes(StandardCharsets.UTF_8));
        Deployment deployment =
                new Deployment(List.of(input), featureSets(), request.shards(), 1, request.key(), "", "", nonce);
        return Wiring.topology(config, deployment, Version.text(), codec, counters);
    }

    /** The built-in sets, and for generic numbers a set over the fields that the first records have. */
    private List<FeatureSet> featureSets() {
        List<FeatureSet> sets = new ArrayList<>(FeatureSets.builtIn());
        TreeSet<String> fields = new TreeSet<>();
        boolean numeric = false;
        for (Decoded decoded : peek()) {
            if (decoded instanceof Decoded.Accepted accepted
                    && accepted.event().type().equals("numeric")) {
                numeric = true;
                fields.addAll(accepted.event().numbers().keySet());
            }
        }
        if (numeric && !fields.isEmpty()) {
            sets.add(FeatureSets.numeric(List.copyOf(fields)));
        }
        return sets;
    }

    private List<Decoded> peek() {
        List<Decoded> first = new ArrayList<>();
        String name = request.format().name();
        if (!name.equals("json") && !name.equals("csv") || request.files().isEmpty()) {
            return first;
        }
        try (InputStream in = open(request.files().get(0))) {
            RecordSplitter records = RecordSplitter.of(in, request.format(), request.options());
            while (records.hasNext() && first.size() < PEEKED_RECORDS) {
                first.add(request.format().decode(records.next()));
            }
            return first;
        } catch (IOException e) {
            throw unreadable(request.files().get(0), e);
        }
    }

    private void feed(LocalRun run, String topic, Progress progress) {
        for (Path file : request.files()) {
            try (InputStream in = open(file)) {
                RecordSplitter records = RecordSplitter.of(in, request.format(), request.options());
                while (records.hasNext()) {
                    run.send(topic, records.next(), request.ingestMillis());
                    progress.at("records sent", run.sent(), 0);
                }
            } catch (IOException | java.io.UncheckedIOException e) {
                throw unreadable(file, e);
            }
        }
    }

    private static InputStream open(Path file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    private static CommandFailure unreadable(Path file, Exception cause) {
        return new CommandFailure(
                ExitCode.FILE,
                "CLI-020 \"" + file + "\": must be a readable file; found "
                        + cause.getClass().getSimpleName() + ": " + cause.getMessage(),
                cause);
    }
}
