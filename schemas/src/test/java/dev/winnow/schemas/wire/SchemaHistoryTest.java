package dev.winnow.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SchemaHistoryTest {
    private static final Schema VERDICT = Contracts.named(Contracts.current(), "Verdict");
    private static final Schema SIGNAL = Contracts.named(Contracts.current(), "Signal");

    private final HistoryFolder build = new HistoryFolder(Contracts.MODULE.resolve("src/main/avro/history"));

    /** Rewrites the entries first where {@code winnow.regenerate} is set, and makes a release of {@code winnow.release}. */
    @Test
    void everyContractIsEnteredAsItIs() {
        String release = System.getProperty("winnow.release", "");
        if (!release.isEmpty()) {
            build.release(release, WireSchemas.all());
        } else if (Boolean.getBoolean("winnow.regenerate")) {
            build.refresh(WireSchemas.all());
        }

        assertThat(build.faults(WireSchemas.all())).isEmpty();
    }

    @Test
    void theBuildHoldsTheHistoryOfItsSourcesAndEveryFileIsInTheIndex() {
        List<SchemaHistory.Entry> entries = SchemaHistory.bundled().entries();

        assertThat(entries).isEqualTo(build.history().entries());
        assertThat(build.folders().stream()
                        .flatMap(release -> build.names(release).stream().map(name -> release + "/" + name)))
                .containsExactlyInAnyOrderElementsOf(entries.stream()
                        .map(entry -> entry.release() + "/" + entry.schema().getName() + ".avsc")
                        .toList());
    }

    @Test
    void aChangedContractIsNamedWithTheCommandThatEntersIt(@TempDir Path folder) throws IOException {
        HistoryFolder history = empty(folder);
        history.refresh(List.of(VERDICT, SIGNAL));
        assertThat(history.faults(List.of(VERDICT, SIGNAL))).isEmpty();
        Schema changed = OtherRelease.of(VERDICT);

        assertThat(history.faults(List.of(changed, SIGNAL)))
                .containsExactly(
                        "Verdict: the contract must be entered in the history of schemas as it is, and is not; if"
                                + " you meant to change it, run `mvn -pl schemas test -Dtest=SchemaHistoryTest,TopicsPageTest"
                                + " -Dwinnow.regenerate=true` and commit what it writes; see CONTRIBUTING.md, \"Changing a"
                                + " schema\"");
        assertThat(history.faults(List.of(VERDICT)))
                .containsExactly("Signal.avsc: there is no such contract; run `" + HistoryFolder.COMMAND + "`");

        history.refresh(List.of(changed));
        assertThat(history.faults(List.of(changed))).isEmpty();
        assertThat(history.names("unreleased")).containsExactly("Verdict.avsc");
    }

    @Test
    void aReleaseEntersWhatItChangedAndLeavesEarlierEntriesAlone(@TempDir Path folder) throws IOException {
        HistoryFolder history = empty(folder);
        Schema changed = OtherRelease.of(VERDICT);

        history.release("0.1.0", List.of(VERDICT, SIGNAL));
        history.release("0.2.0", List.of(VERDICT, SIGNAL));
        history.refresh(List.of(changed, SIGNAL));
        assertThat(history.names("unreleased")).containsExactly("Verdict.avsc");
        history.release("0.3.0", List.of(changed, SIGNAL));

        assertThat(history.faults(List.of(changed, SIGNAL))).isEmpty();
        assertThat(history.folders()).containsExactly("0.1.0", "0.3.0");
        assertThat(history.names("0.3.0")).containsExactly("Verdict.avsc");
        assertThat(history.history().releases()).containsExactly("0.1.0", "0.3.0");
        assertThat(history.history().entries())
                .extracting(SchemaHistory.Entry::fingerprint)
                .containsExactly(fingerprint(VERDICT), fingerprint(SIGNAL), fingerprint(changed));
        assertThat(history.history().writtenBy("0.1.0").orElseThrow().values())
                .extracting(SchemaHistoryTest::fingerprint)
                .containsExactly(fingerprint(VERDICT), fingerprint(SIGNAL));
        assertThat(history.history().writtenBy("0.3.0").orElseThrow().values())
                .extracting(SchemaHistoryTest::fingerprint)
                .containsExactly(fingerprint(changed), fingerprint(SIGNAL));
        assertThat(history.history().writtenBy("0.2.0"))
                .isEqualTo(history.history().writtenBy("0.1.0"));
        assertThat(history.history().writtenBy("0.10.0"))
                .isEqualTo(history.history().writtenBy("0.3.0"));
        assertThat(history.history().writtenBy("0.0.9")).isEmpty();
    }

    @Test
    void anEntryThatWasChangedAfterItsReleaseIsRefused(@TempDir Path folder) throws IOException {
        HistoryFolder history = empty(folder);
        history.release("0.1.0", List.of(VERDICT));
        Files.writeString(folder.resolve("0.1.0/Verdict.avsc"), HistoryFolder.textOf(OtherRelease.of(VERDICT)));

        assertThatThrownBy(history::history)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "history of schemas: the entry of Verdict in release 0.1.0 must be what that release wrote; it"
                                + " was changed; restore it from the release");
    }

    @Test
    void anEntryNeedsNoOtherFile() {
        for (Schema contract : WireSchemas.all()) {
            Schema entered = new Schema.Parser().parse(HistoryFolder.textOf(contract));

            assertThat(fingerprint(entered)).as(contract.getName()).isEqualTo(fingerprint(contract));
            try (Stream<String> lines = HistoryFolder.textOf(contract).lines()) {
                assertThat(lines).noneMatch(line -> line.contains("\"doc\"") || line.contains("avro.java.string"));
            }
        }
    }

    private static HistoryFolder empty(Path folder) throws IOException {
        Files.writeString(folder.resolve("releases"), "# nothing yet\n");
        return new HistoryFolder(folder);
    }

    private static long fingerprint(Schema schema) {
        return new SchemaHistory.Entry("", schema).fingerprint();
    }
}
