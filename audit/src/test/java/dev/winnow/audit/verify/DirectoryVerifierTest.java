package dev.winnow.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.audit.Chains;
import dev.winnow.audit.entry.Origin;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.export.Manifest;
import dev.winnow.audit.key.RootKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DirectoryVerifierTest {
    private static final List<RootKey> KEYS = List.of(Chains.KEY);
    private static final List<StoredEntry> CHAIN = Chains.chain(1, 20);

    @Test
    void aSoundDirectoryVerifiesAndListsItsInputs() {
        Chains.Directory directory = directory();
        Origin second = new Origin("acme", "winnow", "winnow.audit", 1, 1);
        List<StoredEntry> other = Chains.chain(2, 9, second, Chains.KEY, false);
        directory.add("1.chain", other, second, Chains.cid(other));

        AuditReport report = verify(directory, List.of());

        assertThat(report.conclusion()).isEqualTo(Conclusion.VERIFIED);
        assertThat(report.level()).isEqualTo("L2");
        assertThat(report.allFindings()).isEmpty();
        assertThat(report.inputs())
                .extracting(AuditReport.Input::name)
                .containsExactly("manifest.json", "0.chain", "1.chain");
        assertThat(report.chains().get(0).tail())
                .isEqualTo(
                        "tail not anchored: nothing proves that entry 19 is the last; who exported it says so, without"
                                + " proof");
    }

    @Test
    void everyByteOfAChainFileMatters() {
        byte[] file = Objects.requireNonNull(directory().files.get("0.chain"));
        Random random = new Random(5);
        for (int i = 0; i < 3_000; i++) {
            Chains.Directory directory = directory();
            directory.files.put("0.chain", Chains.flip(file, random.nextInt(file.length * 8)));

            AuditReport report = verify(directory, List.of());

            assertThat(report.exitCode()).isNotZero();
            assertThat(report.allFindings()).extracting(Finding::code).contains(FindingCode.FILE_CHANGED);
        }
    }

    @Test
    void filesCutAnywhereNeverVerify() {
        byte[] file = Objects.requireNonNull(directory().files.get("0.chain"));
        for (int length = 0; length < file.length; length += 7) {
            Chains.Directory directory = directory();
            directory.files.put("0.chain", Arrays.copyOf(file, length));

            assertThat(verify(directory, List.of()).exitCode()).isNotZero();
        }
    }

    @Test
    void aConsistentlyCutExportShowsAgainstAPinOnly() {
        List<Pin> pins =
                verify(directory(), List.of()).chains().get(0).pin().stream().toList();
        Chains.Directory cut = Chains.export(CHAIN.subList(0, 15), Chains.ORIGIN, Chains.cid(CHAIN));

        AuditReport open = verify(cut, List.of());
        AuditReport pinned = verify(cut, pins);

        assertThat(open.conclusion()).isEqualTo(Conclusion.VERIFIED);
        assertThat(open.text()).contains("tail not anchored: nothing proves that entry 14 is the last");
        assertThat(pinned.conclusion()).isEqualTo(Conclusion.TAMPERED);
        assertThat(pinned.allFindings().get(0).text())
                .isEqualTo("entries 15 to 19 are missing; an earlier audit saw them");
    }

    @Test
    void aVanishedOrReplacedChainShowsAgainstAPin() {
        List<Pin> pins =
                verify(directory(), List.of()).chains().get(0).pin().stream().toList();
        Origin second = new Origin("acme", "winnow", "winnow.audit", 1, 1);
        List<StoredEntry> other = Chains.chain(2, 9, second, Chains.KEY, false);
        List<StoredEntry> recreated = Chains.chain(3, 30);

        AuditReport vanished = verify(Chains.export(other, second, Chains.cid(other)), pins);
        AuditReport replaced = verify(Chains.export(recreated, Chains.ORIGIN, Chains.cid(recreated)), pins);

        assertThat(codes(vanished)).containsExactly("MISSING_CHAIN");
        assertThat(vanished.exitCode()).isEqualTo(3);
        assertThat(codes(replaced)).containsExactly("WRONG_CHAIN");
        assertThat(replaced.exitCode()).isEqualTo(1);
    }

    @Test
    void missingUnlistedAndRepeatedFilesAreFound() {
        Chains.Directory missing = directory();
        missing.files.remove("0.chain");
        Chains.Directory unlisted = directory();
        unlisted.files.put("9.chain", new byte[0]);
        Chains.Directory repeated = directory();
        repeated.add("1.chain", CHAIN, Chains.ORIGIN, Chains.cid(CHAIN));
        Chains.Directory none = directory();
        none.files.remove(Manifest.FILE);
        Chains.Directory broken = directory();
        broken.files.put(Manifest.FILE, "{\u0007".getBytes(StandardCharsets.UTF_8));
        Chains.Directory empty = directory();
        empty.files.put(Manifest.FILE, new Manifest(List.of()).encode());
        empty.files.remove("0.chain");

        assertThat(codes(verify(missing, List.of()))).contains("UNREADABLE_FILE", "EMPTY");
        assertThat(verify(missing, List.of()).exitCode()).isNotZero();
        assertThat(codes(verify(unlisted, List.of()))).containsExactly("UNLISTED_FILE");
        assertThat(verify(unlisted, List.of()).exitCode()).isEqualTo(4);
        assertThat(codes(verify(repeated, List.of()))).containsExactly("WRONG_CHAIN");
        assertThat(codes(verify(none, List.of()))).containsExactly("UNREADABLE_FILE", "EMPTY");
        assertThat(verify(none, List.of()).exitCode()).isEqualTo(5);
        assertThat(verify(broken, List.of()).exitCode()).isEqualTo(5);
        assertThat(codes(verify(empty, List.of()))).containsExactly("EMPTY");
        assertThat(verify(empty, List.of()).exitCode()).isEqualTo(3);
        assertThat(verify(empty, List.of()).level()).isEqualTo("NONE");
    }

    @Test
    void theSameInputGivesTheSameReport() {
        Chains.Directory directory = directory();
        byte[] file = Objects.requireNonNull(directory.files.get("0.chain"));
        directory.files.put("0.chain", Chains.flip(file, 4_000));

        assertThat(verify(directory, List.of()).json())
                .isEqualTo(verify(directory, List.of()).json());
        assertThat(verify(directory, List.of()).text())
                .isEqualTo(verify(directory, List.of()).text());
    }

    @Test
    void pinsAreSealedAndSorted() {
        List<Pin> pins =
                verify(directory(), List.of()).chains().get(0).pin().stream().toList();
        byte[] file = PinFile.format(pins, Chains.KEY);

        assertThat(PinFile.parse(file, List.of(Chains.OTHER_KEY, Chains.KEY))).isEqualTo(pins);
        for (int bit = 0; bit < file.length * 8; bit++) {
            byte[] changed = Chains.flip(file, bit);
            assertThat(refusal(changed, KEYS)).as("bit %d", bit).startsWith("AUD-01");
        }
        for (int length = 0; length < file.length; length++) {
            assertThat(refusal(Arrays.copyOf(file, length), KEYS)).startsWith("AUD-01");
        }
        assertThat(refusal(file, List.of(Chains.OTHER_KEY)))
                .isEqualTo(
                        "AUD-014 state file: must be sealed with a given key; it was changed, or another key sealed it");
    }

    private static String refusal(byte[] file, List<RootKey> keys) {
        try {
            PinFile.parse(file, keys);
            return "accepted";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Chains.Directory directory() {
        return Chains.export(CHAIN, Chains.ORIGIN, Chains.cid(CHAIN));
    }

    private static AuditReport verify(ExportedFiles files, List<Pin> pins) {
        return new DirectoryVerifier(files, KEYS, pins, 0, Long.MAX_VALUE, SourceOf.NONE).verify();
    }

    private static List<String> codes(AuditReport report) {
        return report.allFindings().stream()
                .map(finding -> finding.code().name())
                .toList();
    }
}
