package dev.winnow.app.cli;

import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.demo.day.DayFiles;
import dev.winnow.app.demo.day.SyntheticDay;
import dev.winnow.app.demo.summary.DemoSummary;
import dev.winnow.app.demo.summary.SeedTable;
import dev.winnow.app.run.demo.DemoRun;
import dev.winnow.app.run.local.RunDirectory;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Printable;
import dev.winnow.app.shell.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code winnow demo}: a synthetic day with known attacks. */
@Command(
        name = "demo",
        description = {
            "A synthetic day of an office with eight attacks, triaged through a broker inside this process.",
            "Its events are scored, calibrated, banded, clustered, explained and audited. Verdicts on part of the"
                    + " first half's alerts teach the second half.",
            "It ends with a summary and then waits, unless --exit is given."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and the audit log verifies",
            "1:not done, or the audit log does not verify",
            ExitCode.USAGE_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  winnow demo",
            "  winnow demo --exit --json",
            "  winnow demo --seed 7 --scale 4 --out day",
            "  winnow demo --seeds 1..20",
            "  winnow demo --write-day day"
        })
final class DemoCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--exit", description = "End after the summary.")
    private boolean isExit;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the day; default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--seeds",
            paramLabel = "A..B",
            description = "A day for each seed from A to B, then a table with mean and spread; implies --exit.")
    private @Nullable String seeds;

    @Option(
            names = "--write-day",
            paramLabel = "DIR",
            description = "Only write what the sensors saw: eve.json.gz, zeek-ssh.json.gz, and eve-labels.csv with the"
                    + " truth.")
    private @Nullable Path day;

    @Option(
            names = "--scale",
            paramLabel = "X",
            defaultValue = "1",
            description = "Factor on people and visitors, 0.5 to 50; default: ${DEFAULT-VALUE}.")
    private double scale = 1;

    @Mixin
    private ShardsOption shards = new ShardsOption();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Keep alerts.jsonl, clusters.jsonl, dead-letters.jsonl, signals.jsonl and audit/ here.")
    private @Nullable Path out;

    DemoCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (day != null) {
            new DayFiles(SyntheticDay.of(seed, scale)).write(Files.createDirectories(day));
            return ExitCode.OK;
        }
        return seeds == null ? one() : several(SeedRange.parse(seeds));
    }

    private int several(SeedRange range) throws IOException {
        WinnowConfig config = WinnowConfig.parse("", "command line", Path.of(""), context.environment());
        SeedTable table = new SeedTable();
        try (Progress progress = common.progress()) {
            for (long each = range.first(); each <= range.last(); each++) {
                try (TemporaryFolder temporary = new TemporaryFolder("winnow-demo-");
                        DemoRun demo = new DemoRun(
                                config,
                                each,
                                scale,
                                temporary.path(),
                                false,
                                KeyFiles.read(null, null),
                                shards.number())) {
                    table.add(each, demo.play(progress));
                }
            }
        }
        if (common.isJson()) {
            common.json().write(table.toJson());
        } else {
            common.out().print(table.toMarkdown());
            common.out().flush();
        }
        return table.isVerified() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private int one() throws IOException, InterruptedException {
        try (TemporaryFolder temporary = new TemporaryFolder("winnow-demo-")) {
            Path directory = out == null ? temporary.path() : out;
            if (out != null) {
                RunDirectory.prepare(out)
                        .ifPresent(previous -> common.err()
                                .println(Printable.of(
                                        "note: the earlier run in \"" + out + "\" is now in \"" + previous + "\"")));
            }
            WinnowConfig config = WinnowConfig.parse("", "command line", Path.of(""), context.environment());
            DemoSummary summary;
            try (DemoRun demo = new DemoRun(
                    config, seed, scale, directory, out != null, KeyFiles.read(null, out), shards.number())) {
                try (Progress progress = common.progress()) {
                    summary = demo.play(progress);
                }
                if (common.isJson()) {
                    common.json().write(summary.toJson());
                } else {
                    common.out().print(summary.toTable());
                    common.out().flush();
                }
                if (!isExit) {
                    common.err()
                            .println("The broker at " + demo.bootstrapServers()
                                    + " and the application stay up; Ctrl-C ends them.");
                    Thread.currentThread().join();
                }
            }
            return summary.toJson().path("auditVerified").asBoolean() ? ExitCode.OK : ExitCode.FAILURE;
        }
    }
}
