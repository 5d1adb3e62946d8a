package dev.winnow.audit.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.audit.Chains;
import dev.winnow.audit.entry.Hash;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.key.Primitives;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExportTest {
    @Test
    void readsBackEveryByte() throws IOException {
        List<StoredEntry> chain = new ArrayList<>(Chains.chain(1, 20));
        chain.add(new StoredEntry(
                Long.MAX_VALUE, -1, null, List.of(new StoredEntry.Header("traceparent\u00e9", null)), null));

        List<StoredEntry> read = read(write(chain));

        assertThat(read).hasSameSizeAs(chain);
        for (int i = 0; i < chain.size(); i++) {
            StoredEntry before = chain.get(i);
            StoredEntry after = read.get(i);
            assertThat(after.offset()).isEqualTo(before.offset());
            assertThat(after.timestamp()).isEqualTo(before.timestamp());
            assertThat(after.key()).isEqualTo(before.key());
            assertThat(after.value()).isEqualTo(before.value());
            assertThat(after.headers()).hasSameSizeAs(before.headers());
            assertThat(after.headers().get(0).name())
                    .isEqualTo(before.headers().get(0).name());
            assertThat(after.headers().get(0).value())
                    .isEqualTo(before.headers().get(0).value());
        }
    }

    @Test
    void manifestLineNamesRangeAndDigest() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExportWriter writer = new ExportWriter(out);
        for (StoredEntry entry : Chains.chain(1, 20)) {
            writer.write(entry);
        }

        Manifest.Chain row = writer.finish("0.chain", Chains.ORIGIN, new byte[32]);

        assertThat(row.from()).isZero();
        assertThat(row.to()).isEqualTo(19);
        assertThat(row.sha256()).isEqualTo(new Hash(Primitives.sha256().digest(out.toByteArray())));
    }

    @Test
    void aFileCutInsideARecordIsRefusedAndAtARecordReadsShort() throws IOException {
        byte[] file = write(Chains.chain(1, 4));
        int whole = 0;
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            try {
                assertThat(read(cut).size()).isLessThan(4);
                whole++;
            } catch (ExportFormatException e) {
                assertThat(e).hasMessageStartingWith("AUD-010 test.chain record ");
            }
        }
        assertThat(whole).isEqualTo(4);
    }

    @Test
    void hostileBytesGiveOnlyTheDeclaredException() throws IOException {
        Random random = new Random(99);
        byte[] file = write(Chains.chain(1, 5));
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] hostile = file.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                hostile[random.nextInt(hostile.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
            }
            try {
                read(hostile);
            } catch (ExportFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void aClaimedLengthAllocatesNothingThatIsNotThere() throws IOException {
        ByteBuffer file = ByteBuffer.allocate(13)
                .put("WNWCHAIN".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1);
        file.putInt(ExportFormat.MAXIMUM_RECORD_BYTES);
        long[] asked = new long[1];
        InputStream in = new ByteArrayInputStream(file.array()) {
            @Override
            public byte[] readNBytes(int length) throws IOException {
                asked[0] = Math.max(asked[0], length);
                return super.readNBytes(length);
            }
        };

        assertThatThrownBy(() -> new ExportReader(in, "test.chain").next())
                .isInstanceOf(ExportFormatException.class)
                .hasMessage("AUD-010 test.chain record 0: ends inside a record, " + ExportFormat.MAXIMUM_RECORD_BYTES
                        + " bytes too early");
        assertThat(asked[0]).isEqualTo(65_536);
    }

    @Test
    void lengthsBeyondTheFormatAreLimits() {
        ByteBuffer file = ByteBuffer.allocate(13)
                .put("WNWCHAIN".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1);
        file.putInt(0xfffffffe);

        assertThatThrownBy(() -> read(file.array()))
                .isInstanceOfSatisfying(
                        ExportFormatException.class,
                        e -> assertThat(e.isLimit()).isTrue())
                .hasMessageStartingWith("AUD-011 test.chain record 0: record length must be at most ")
                .hasMessageEndingWith(", was 4294967294");
    }

    @Test
    void readsRecordsLargerThanOneChunk() throws IOException {
        byte[] value = Chains.bytes(new Random(1), 1_000_003);

        List<StoredEntry> read = read(write(List.of(new StoredEntry(1, 2, null, List.of(), value))));

        assertThat(read.get(0).value()).isEqualTo(value);
    }

    @Test
    void manifestReadsWhatItWrites() {
        Hash hash = new Hash(Chains.counting(1));
        Manifest manifest = new Manifest(List.of(new Manifest.Chain("0.chain", Chains.ORIGIN, hash, 0, 130, hash)));

        assertThat(Manifest.parse(manifest.encode())).isEqualTo(manifest);
    }

    @Test
    void manifestsThatNamePathsOrRepeatFilesAreRefused() {
        Hash hash = new Hash(Chains.counting(1));
        Manifest.Chain row = new Manifest.Chain("0.chain", Chains.ORIGIN, hash, 0, 130, hash);
        String text = new String(new Manifest(List.of(row)).encode(), StandardCharsets.US_ASCII);

        for (String path : List.of("../0.chain", "/etc/passwd", ".chain", "a/b.chain", "0.chain\\u0000")) {
            String changed = text.replace("\"0.chain\"", "\"" + path + "\"");
            assertThatThrownBy(() -> Manifest.parse(changed.getBytes(StandardCharsets.US_ASCII)))
                    .as(path)
                    .hasMessage(
                            "AUD-012 manifest: file must be 1 to 127 of A-Z a-z 0-9 . _ - and end in .chain, without a"
                                    + " path");
        }
        assertThatThrownBy(() -> new Manifest(List.of(row, row)))
                .hasMessage("AUD-012 manifest: file \"0.chain\" is listed twice");
        assertThatThrownBy(() -> Manifest.parse("{}".getBytes(StandardCharsets.US_ASCII)))
                .hasMessage("AUD-012 manifest: format must be \"winnow-audit-export/1\"");
    }

    private static byte[] write(List<StoredEntry> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExportWriter writer = new ExportWriter(out);
        for (StoredEntry entry : entries) {
            writer.write(entry);
        }
        writer.finish("0.chain", Chains.ORIGIN, new byte[32]);
        return out.toByteArray();
    }

    private static List<StoredEntry> read(byte[] file) throws IOException {
        ExportReader reader = new ExportReader(new ByteArrayInputStream(file), "test.chain");
        List<StoredEntry> entries = new ArrayList<>();
        for (StoredEntry entry = reader.next(); entry != null; entry = reader.next()) {
            entries.add(entry);
        }
        return entries;
    }
}
