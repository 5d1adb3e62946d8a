package dev.winnow.app.cli;

import dev.winnow.app.advise.Advice;
import dev.winnow.app.advise.AdviceText;
import dev.winnow.app.advise.Advisor;
import dev.winnow.app.advise.SampleReader;
import dev.winnow.app.advise.SetDraft;
import dev.winnow.app.run.file.EngineChoice;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Printable;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.input.Mapping;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code winnow advise}: what a sample of data is like, and how to set up detection for it. */
@Command(
        name = "advise",
        description = {
            "Say how to set up detection for some data, from a sample of it.",
            "It says which columns are features and how they are scaled, which detectors suit them, how long to warm up, and",
            "what to write into the configuration. Columns whose names end in \"label\" are never looked at. The file may be",
            "gzipped."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {ExitCode.OK_HELP, "1:no row could be read", ExitCode.USAGE_HELP, ExitCode.FILE_HELP},
        footerHeading = "%nExamples:%n",
        footer = {
            "  winnow advise metrics.csv",
            "  winnow advise metrics.csv --out my-set.yaml",
            "  winnow advise flows.csv.gz --rows 20000 --ignore difficulty --json",
            "  winnow advise eve.json --format suricata-eve"
        })
final class AdviseCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "FILE", description = "A sample; the more days it spans the better.")
    private Path file = Path.of("");

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            defaultValue = "csv",
            description = "csv (with a header line; the default), json, suricata-eve, zeek, wazuh, ids-csv or avro.")
    private String format = "";

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "50000",
            description = "Most rows to look at (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--time-field",
            paramLabel = "FIELD",
            description = "json, csv: field with the event time; default: time, timestamp, ts or the like.")
    private String timeField = "";

    @Option(
            names = "--entity-field",
            paramLabel = "FIELD",
            description = "Field that names the entity; default: the format's own choice.")
    private String entityField = "";

    @Option(names = "--ignore", paramLabel = "COLUMN", split = ",", description = "Columns to leave out.")
    private List<String> ignored = List.of();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "json, csv: write a first feature set there, for featureSets.NAME.declaration.")
    private @Nullable Path out;

    @Override
    public Integer call() {
        if (!InputFormats.names().contains(format)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "CLI-007 --format: must be one of " + String.join(", ", InputFormats.names()) + ", was \"" + format
                            + "\"");
        }
        if (rows < 1) {
            throw new CommandFailure(ExitCode.USAGE, "ADV-002 --rows: must be at least 1, was " + rows);
        }
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new CommandFailure(
                    ExitCode.FILE,
                    "CLI-020 \"" + file + "\": must be a readable file; found "
                            + (Files.isDirectory(file) ? "a directory" : "none"));
        }
        Advice advice = advice();
        Path draft = out;
        if (draft != null) {
            write(draft, advice);
        }
        if (common.isJson()) {
            common.json().write(AdviceText.document(file.toString(), format, advice));
        } else {
            common.out().print(AdviceText.of(advice, Printable::of));
            common.out().flush();
        }
        return ExitCode.OK;
    }

    private void write(Path draft, Advice advice) {
        if (!format.equals("csv") && !format.equals("json")) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "ADV-004 --out: only csv and json need a feature set of their own, the format is \"" + format
                            + "\"; " + format + " has built-in ones");
        }
        InputOptions options = timeField.isEmpty() && entityField.isEmpty()
                ? InputOptions.defaults()
                : InputOptions.defaults()
                        .withMapping(new Mapping(timeField, "auto", entityField, "", Map.of(), Map.of()));
        EngineChoice choice = EngineChoice.of(file, format, options, null);
        try {
            Files.writeString(draft, SetDraft.of(SetDraft.name(draft), advice, choice.engine(), choice.reason()));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.FAILURE, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FILE, "CLI-020 \"" + draft + "\": must be a file to write", e);
        }
        common.err()
                .println(Printable.of(
                        "note: wrote \"" + draft + "\" for featureSets." + SetDraft.name(draft) + ".declaration"
                                + (choice.options().mapping().rows() ? ", and say inputs[].mapping.rows: true" : "")));
    }

    private Advice advice() {
        SampleReader.Request request =
                new SampleReader.Request(format, timeField, entityField, rows, Set.copyOf(ignored));
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return Advisor.advise(in, request);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.FAILURE, String.valueOf(e.getMessage()), e);
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailure(
                    ExitCode.FILE,
                    "CLI-020 \"" + file + "\": must be readable to its end; found "
                            + e.getClass().getSimpleName() + ": " + e.getMessage(),
                    e);
        }
    }
}
