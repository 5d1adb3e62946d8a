package dev.winnow.app.run.demo;

import dev.winnow.app.config.ClientProperties;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.demo.analyst.DayTruth;
import dev.winnow.app.demo.analyst.DemoAnalyst;
import dev.winnow.app.demo.analyst.DemoAnalyst.DemoVerdict;
import dev.winnow.app.demo.analyst.ShownAlert;
import dev.winnow.app.demo.day.DayInput;
import dev.winnow.app.demo.day.DayRecord;
import dev.winnow.app.demo.day.SyntheticDay;
import dev.winnow.app.demo.summary.DemoSummary;
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
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.key.RootKey;
import dev.winnow.audit.verify.Conclusion;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.settings.InputTopic;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.triage.calibrate.Logit;
import dev.winnow.triage.calibrate.StatedPrior;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Disposition;
import dev.winnow.wire.Signal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The demonstration: a synthetic day through the whole topology, with verdicts from its truth on part of the first half's
 * alerts. The truth never reaches the topology in any other way.
 */
public final class DemoRun implements AutoCloseable {
    private final WinnowConfig config;
    private final SyntheticDay day;
    private final DayTruth truth;
    private final DemoSummary summary;
    private final RunFiles files;
    private final Path directory;
    private final RootKey key;
    private final Counters counters = new Counters();
    private final List<ShownAlert> shown = new ArrayList<>();
    private @Nullable LocalRun run;

    /**
     * @param directory where the files of the run go
     * @param isKept whether they are kept; else only the audit log is written, and verified
     * @param shards partitions of the re-keyed events
     */
    public DemoRun(
            WinnowConfig config, long seed, double scale, Path directory, boolean isKept, RootKey key, int shards) {
        this.config = config;
        this.day = SyntheticDay.of(seed, scale);
        this.truth = new DayTruth(day);
        this.summary = new DemoSummary(truth);
        summary.shards(shards);
        this.files = new RunFiles(directory, isKept, List.of(), letter -> Map.of());
        this.directory = directory;
        this.key = key;
        this.shards = shards;
        this.seed = seed;
    }

    private final long seed;
    private final int shards;

    /** Address of the broker, for other commands; empty before {@link #play}. */
    public String bootstrapServers() {
        LocalRun started = run;
        return started == null ? "" : started.bootstrapServers();
    }

    /** Runs the day and returns its summary; broker and topology stay up until {@link #close}. */
    public DemoSummary play(Progress progress) {
        WireCodec codec = Wiring.codec();
        TopologySettings settings = settings(codec);
        RunCounts counts = new RunCounts(new Watcher(), codec, settings.topics().audit(), Set.of(topic()));
        LocalRun started = LocalRun.start(
                settings,
                ClientProperties.streams(config),
                (long) config.state().rocksdbMemoryMb() << 20,
                counts);
        run = started;
        long begun = System.nanoTime();
        DemoAnalyst analyst = new DemoAnalyst(truth, seed);

        feed(started, progress, true);
        for (ShownAlert alert : List.copyOf(shown)) {
            analyst.judge(alert).ifPresent(verdict -> judge(started, verdict));
        }
        started.drain(() -> progress.step("the analyst's verdicts are taken in"));
        feed(started, progress, false);
        summary.elapsed((System.nanoTime() - begun) / 1e9);

        files.close();
        if (started.candidates() != counts.decisions()) {
            throw new IllegalStateException("APP-026 demo: every candidate must have a decision in the audit log, "
                    + started.candidates() + " candidates have " + counts.decisions() + "; dead letters: "
                    + counts.deadLettersByCode() + "; run it again with -v and report it");
        }
        boolean verified = AuditCheck.directory(directory.resolve("audit"), key).conclusion() == Conclusion.VERIFIED;
        summary.candidates(started.candidates());
        summary.audit(counts.auditEntries(), verified);
        return summary;
    }

    private void judge(LocalRun started, DemoVerdict verdict) {
        started.judge(verdict.toWire(), verdict.verdictMillis());
        summary.verdict(verdict.kind().name().toLowerCase(Locale.ROOT));
    }

    private void feed(LocalRun started, Progress progress, boolean firstHalf) {
        for (DayRecord record : day.records()) {
            if (record.timeMillis() < SyntheticDay.HALF_MILLIS == firstHalf) {
                // Sensors ship at once: a record's ingest time is its event time.
                started.send(topic(), record.value(), record.timeMillis());
                summary.sent(record.timeMillis());
            }
        }
        started.drain(() ->
                progress.at("events decided", started.done(), day.records().size()));
    }

    private TopologySettings settings(WireCodec codec) {
        // Both sensors write to one topic: with one each, their order would be the network's.
        List<InputTopic> inputs = List.of(
                new InputTopic(topic(), new DayInput(), "default", false, InputTopic.DEFAULT_MAX_FUTURE_SKEW_MILLIS)
                        .withPartitions(LocalTopics.INPUT_PARTITIONS));
        Deployment deployment = new Deployment(inputs, FeatureSets.builtIn(), shards, 1, key, new byte[0]);
        return Wiring.topology(config, deployment, Version.text(), codec, counters);
    }

    private String topic() {
        return config.topics().prefix() + "events.day";
    }

    /** Takes down what the analyst and the summary need, and writes the files. */
    private final class Watcher implements CommittedSink {
        @Override
        public void alert(Alert alert) {
            ShownAlert seen = new ShownAlert(
                    alert.getId(),
                    alert.getTenant(),
                    alert.getEntity(),
                    alert.getEventTime().toEpochMilli(),
                    alert.getBand(),
                    claim(alert),
                    alert.getFoldId(),
                    alert.getDisposition() == Disposition.FOLDED,
                    // One partition, so a record's offset is its place in the day.
                    alert.getType().equals("silence")
                            ? ShownAlert.NO_RECORD
                            : alert.getSource().getOffset());
            if (!seen.isFolded()) {
                // A folded alert is counted, not shown, so nobody judges it.
                shown.add(seen);
            }
            summary.alert(seen);
            files.alert(alert);
        }

        private ShownAlert.Claim claim(Alert alert) {
            double baseRate =
                    config.triage().calibrate().baseRate(alert.getFeatures().getFeatureSet());
            double score = alert.getScoreInitial() == null ? Double.NaN : alert.getScoreInitial();
            return new ShownAlert.Claim(
                    alert.getProbability(),
                    Logit.probability(StatedPrior.logit(score, baseRate)),
                    alert.getCalibrator(),
                    alert.getCalibratorLabels());
        }

        @Override
        public void cluster(Cluster cluster) {
            summary.cluster(cluster.getId());
            files.cluster(cluster);
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            if (letter.getSource().getTopic().equals(topic())) {
                summary.refused(letter.getIngestTime().toEpochMilli());
            }
            files.deadLetter(letter);
        }

        @Override
        public void signal(Signal signal) {
            files.signal(signal);
        }

        @Override
        public void auditEntry(int partition, StoredEntry entry) {
            files.auditEntry(partition, entry);
        }
    }

    @Override
    public void close() {
        LocalRun started = run;
        if (started != null) {
            started.close();
        }
    }
}
