package dev.winnow.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.Wiring;
import dev.winnow.app.run.results.TopicTail;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.app.shell.Printable;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.schemas.wire.WireFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands have that print results as lines: from where, how many, and the printing. */
final class TailOptions {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--run", paramLabel = "DIR", description = "Directory that winnow triage --out wrote.")
    private @Nullable Path run;

    @Option(names = "--max", paramLabel = "N", description = "End after N lines; default: no limit.")
    private long max = Long.MAX_VALUE;

    private long printed;

    /** What a topic's records look like, and how they become lines. */
    record Lines(
            String file,
            Function<WinnowConfig, String> topic,
            Function<SpecificRecord, byte[]> json,
            Function<JsonNode, String> text) {}

    boolean isRun() {
        return run != null;
    }

    /** Prints the results of a run, or what a topic holds or gets. */
    void print(CommonOptions common, CommandContext context, Lines lines, boolean isFromBeginning, boolean isBounded) {
        if ((run != null) == cluster.isGiven()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "CLI-050 name either --run DIR or a cluster (-c, --bootstrap), not both");
        }
        if (max < 1) {
            throw new CommandFailure(ExitCode.USAGE, "CLI-051 --max: must be at least 1, was " + max);
        }
        if (run == null) {
            live(common, cluster.target(context), lines, isFromBeginning, isBounded);
        } else {
            files(common, run.resolve(lines.file()), lines);
        }
        common.out().flush();
    }

    private void files(CommonOptions common, Path file, Lines lines) {
        try (Stream<String> all = Files.lines(file)) {
            Iterator<String> each = all.iterator();
            while (printed < max && each.hasNext()) {
                print(common, JSON.readTree(each.next()), lines);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new CommandFailure(
                    ExitCode.FILE,
                    "CLI-052 --run: \"" + file + "\" must be a file that winnow triage --out wrote; found "
                            + e.getClass().getSimpleName(),
                    e);
        }
    }

    private void live(
            CommonOptions common, KafkaTarget target, Lines lines, boolean isFromBeginning, boolean isBounded) {
        String topic = lines.topic().apply(target.config());
        WireCodec codec = Wiring.codec(target.config());
        try (TopicTail tail = new TopicTail(target.config(), topic, isFromBeginning)) {
            if (!tail.exists()) {
                throw new CommandFailure(
                        ExitCode.UNREACHABLE,
                        "KFK-002 topic \"" + topic + "\": must exist, was not found at "
                                + target.config().kafka().bootstrapServers()
                                + "; create it with winnow topics create");
            }
            tail.read(isBounded, record -> {
                try {
                    if (record.value() != null) {
                        print(common, JSON.readTree(lines.json().apply(codec.decode(topic, record.value()))), lines);
                    }
                } catch (WireFormatException e) {
                    common.err()
                            .println(Printable.of(
                                    topic + "-" + record.partition() + "@" + record.offset() + ": " + e.getMessage()));
                } catch (IOException e) {
                    throw new IllegalStateException("a line of ours must be JSON", e);
                }
                return printed < max;
            });
        } catch (KafkaException e) {
            throw target.unreachable(e);
        }
    }

    private void print(CommonOptions common, JsonNode line, Lines lines) throws JsonProcessingException {
        common.out()
                .println(
                        common.isJson()
                                // DEL is ASCII, and the writer leaves it as it is.
                                ? JSON.writeValueAsString(line).replace("\u007f", "\\u007f")
                                : Printable.of(lines.text().apply(line)));
        // Somebody waits for it, at a terminal or behind a pipe.
        common.out().flush();
        printed++;
    }
}
