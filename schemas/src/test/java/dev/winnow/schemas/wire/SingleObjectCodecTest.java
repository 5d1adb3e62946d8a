package dev.winnow.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.wire.Command;
import dev.winnow.wire.Verdict;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SingleObjectCodecTest {
    private final SingleObjectCodec codec = new SingleObjectCodec();

    static Stream<Arguments> schemas() {
        return WireSchemas.all().stream().map(schema -> Arguments.of(schema.getName(), schema));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemas")
    void decodesWhatItEncodedWhateverItsContent(String name, Schema schema) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        for (int i = 0; i < 200; i++) {
            SpecificRecord record = (SpecificRecord) random(schema, random, 0);

            byte[] bytes = codec.encode("t", record);

            assertThat(codec.decode("t", bytes)).isEqualTo(record).isInstanceOf(record.getClass());
            assertThat(codec.encode("t", codec.decode("t", bytes)))
                    .as("from maps in another order")
                    .isEqualTo(bytes);
        }
    }

    @Test
    void theFirstTextIsReadWithoutTheRest() {
        Schema schema = dev.winnow.wire.Candidate.getClassSchema();
        dev.winnow.wire.Candidate candidate = (dev.winnow.wire.Candidate) random(schema, new SplittableRandom(3), 0);
        candidate.setId("c-1");
        byte[] bytes = codec.encode("t", candidate);

        assertThat(codec.firstText(schema.getFullName(), bytes)).contains("c-1");
        assertThat(codec.firstText(schema.getFullName(), Arrays.copyOf(bytes, 14)))
                .contains("c-1");
        assertThat(codec.firstText(schema.getFullName(), codec.encode("t", random(Verdict.getClassSchema()))))
                .as("another kind")
                .isEmpty();
        assertThat(codec.firstText(schema.getFullName(), new byte[3])).isEmpty();
    }

    private static SpecificRecord random(Schema schema) {
        return (SpecificRecord) random(schema, new SplittableRandom(4), 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemas")
    void headerIsMarkerAndLittleEndianFingerprint(String name, Schema schema) {
        byte[] bytes = codec.encode("t", (SpecificRecord) random(schema, new SplittableRandom(1), 0));
        byte[] expected = new byte[10];
        expected[0] = (byte) 0xC3;
        expected[1] = 1;
        long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
        for (int i = 0; i < 8; i++) {
            expected[2 + i] = (byte) (fingerprint >>> 8 * i);
        }

        assertThat(Arrays.copyOf(bytes, 10)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemas")
    void truncatedBytesAreRefusedAtEveryLength(String name, Schema schema) {
        byte[] bytes = codec.encode("t", (SpecificRecord) random(schema, new SplittableRandom(2), 0));

        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> codec.decode("t", cut))
                    .as("length %d", length)
                    .isInstanceOf(WireFormatException.class)
                    .hasMessage(
                            length < 10
                                    ? "WIR-001 topic \"t\": record must be in Avro single-object encoding (C3 01 …); it"
                                            + " has " + length + " bytes and another start"
                                    : "WIR-003 topic \"t\": record does not follow its schema");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemas")
    void damagedBytesNeverGiveAnotherException(String name, Schema schema) {
        SplittableRandom random = new SplittableRandom(3 + name.hashCode());
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = codec.encode("t", (SpecificRecord) random(schema, random, 0));
            bytes[10 + random.nextInt(bytes.length - 10)] ^= (byte) (1 << random.nextInt(8));
            try {
                codec.decode("t", bytes);
            } catch (WireFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemas")
    void readsWhatAnEarlierReleaseWrote(String name, Schema schema) {
        SingleObjectCodec then = SingleObjectCodec.asOf(OtherRelease.history(), OtherRelease.VERSION);
        SingleObjectCodec now = new SingleObjectCodec(OtherRelease.history());
        SplittableRandom random = new SplittableRandom(7 + name.hashCode());
        for (int i = 0; i < 100; i++) {
            SpecificRecord record = (SpecificRecord) random(schema, random, 0);
            byte[] bytes = then.encode("t", record);
            assertThat(fingerprint(bytes)).isNotEqualTo(fingerprint(now.encode("t", record)));

            SpecificRecord read = now.decode("t", bytes);

            assertThat(read).isInstanceOf(record.getClass()).isEqualTo(then.decode("t", bytes));
            assertThat(now.encode("t", now.decode("t", now.encode("t", read)))).isEqualTo(now.encode("t", read));
            assertThat(then.encode("t", read)).as("nothing else was lost").isEqualTo(bytes);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemas")
    void writesWhatAnEarlierReleaseReads(String name, Schema schema) {
        SingleObjectCodec then = SingleObjectCodec.asOf(OtherRelease.history(), OtherRelease.VERSION);
        SingleObjectCodec upgrading = SingleObjectCodec.writingAs(OtherRelease.history(), OtherRelease.VERSION);
        SpecificRecord record = (SpecificRecord) random(schema, new SplittableRandom(8), 0);

        byte[] bytes = upgrading.encode("t", record);

        if (name.equals("AuditEntry")) {
            assertThat(bytes).isEqualTo(codec.encode("t", record));
            return;
        }
        assertThat(then.decode("t", bytes)).isEqualTo(upgrading.decode("t", bytes));
        assertThat(upgrading.decode("t", codec.encode("t", record)))
                .as("and reads today's")
                .isEqualTo(record);
        assertThatThrownBy(() -> then.decode("t", codec.encode("t", record)))
                .isInstanceOf(WireFormatException.class)
                .hasMessageStartingWith("WIR-002 topic \"t\": record must follow a schema");
    }

    @Test
    void aKindOfActionThatTheReleaseDidNotHaveIsWrittenAsThisBuildDoes() {
        Schema today = Command.getClassSchema();
        SchemaHistory history =
                SchemaHistory.of(List.of(new SchemaHistory.Entry("0.0.9", OtherRelease.without(today, "action"))));
        SingleObjectCodec upgrading = SingleObjectCodec.writingAs(history, "0.0.9");
        Schema.Field action = today.getField("action");
        List<Schema> kinds = action.schema().getTypes();
        SplittableRandom random = new SplittableRandom(9);
        for (Schema kind : kinds) {
            Command command = (Command) random(today, random, 0);
            command.put(action.pos(), random(kind, random, 1));

            byte[] bytes = upgrading.encode("t", command);

            assertThat(upgrading.decode("t", bytes)).isEqualTo(command);
            assertThat(fingerprint(bytes) == fingerprint(codec.encode("t", command)))
                    .as(kind.getName())
                    .isEqualTo(kind.equals(kinds.get(kinds.size() - 1)));
        }
    }

    @Test
    void aReleaseThatTheHistoryDoesNotKnowIsRefused() {
        assertThatThrownBy(() -> SingleObjectCodec.writingAs(OtherRelease.history(), "0.0.8"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("release must not be before the first in the history of schemas [0.0.9], was \"0.0.8\"");
    }

    private static long fingerprint(byte[] bytes) {
        return ByteBuffer.wrap(bytes, 2, 8).getLong();
    }

    @Test
    void bytesAfterTheRecordAreRefused() {
        byte[] bytes = codec.encode("t", (SpecificRecord) random(Verdict.getClassSchema(), new SplittableRandom(6), 0));

        assertThatThrownBy(() -> codec.decode("t", Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(WireFormatException.class)
                .hasMessage("WIR-003 topic \"t\": record goes on after its schema's end");
    }

    @Test
    void otherStartIsRefused() {
        assertThatThrownBy(() -> codec.decode(
                        "winnow.feedback", "{\"id\":\"v1\"}xxxx".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isInstanceOf(WireFormatException.class)
                .hasMessage("WIR-001 topic \"winnow.feedback\": record must be in Avro single-object encoding"
                        + " (C3 01 …); it has 15 bytes and another start");
    }

    @Test
    void lengthThatTheBytesCannotHoldIsRefusedBeforeAnythingIsAllocated() {
        byte[] header = Arrays.copyOf(
                codec.encode("t", (SpecificRecord) random(Verdict.getClassSchema(), new SplittableRandom(5), 0)), 16);
        // Zigzag of 2,000,000,000: the length of the first text.
        byte[] length = {(byte) 0x80, (byte) 0xD0, (byte) 0xAC, (byte) 0xF3, 0x0E};
        System.arraycopy(length, 0, header, 10, length.length);

        assertThatThrownBy(() -> codec.decode("t", header))
                .isInstanceOf(WireFormatException.class)
                .hasMessage("WIR-003 topic \"t\": record does not follow its schema");
    }

    @Test
    void unknownFingerprintIsRefusedByName() {
        byte[] bytes = {(byte) 0xC3, 1, 8, 7, 6, 5, 4, 3, 2, 1, 0};

        assertThatThrownBy(() -> codec.decode("t", bytes))
                .isInstanceOf(WireFormatException.class)
                .hasMessage("WIR-002 topic \"t\": record must follow a schema that this build or a release"
                        + " before it wrote; fingerprint 102030405060708 is not known");
    }

    /** Any value of a schema, down to every branch of a union. */
    private static Object random(Schema schema, SplittableRandom random, int depth) {
        switch (schema.getType()) {
            case RECORD -> {
                IndexedRecord record = (IndexedRecord) SpecificData.get().newRecord(null, schema);
                for (Schema.Field field : schema.getFields()) {
                    record.put(field.pos(), random(field.schema(), random, depth + 1));
                }
                return record;
            }
            case UNION -> {
                List<Schema> branches = schema.getTypes();
                Schema branch = branches.get(random.nextInt(branches.size()));
                return branch.getType() == Schema.Type.NULL ? nothing() : random(branch, random, depth + 1);
            }
            case ENUM -> {
                String symbol = schema.getEnumSymbols()
                        .get(random.nextInt(schema.getEnumSymbols().size()));
                return SpecificData.get().createEnum(symbol, schema);
            }
            case ARRAY -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(random(schema.getElementType(), random, depth + 1));
                }
                return list;
            }
            case MAP -> {
                TreeMap<String, Object> map = new TreeMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(text(random), random(schema.getValueType(), random, depth + 1));
                }
                return map;
            }
            case STRING -> {
                return text(random);
            }
            case BYTES -> {
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                return ByteBuffer.wrap(bytes);
            }
            case INT -> {
                return random.nextInt();
            }
            case LONG -> {
                return schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
                        ? (Object) Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L))
                        : (Object) random.nextLong();
            }
            case FLOAT -> {
                return (random.nextFloat() - 0.5f) * 1e9f;
            }
            case DOUBLE -> {
                return (random.nextDouble() - 0.5) * 1e9;
            }
            case BOOLEAN -> {
                return random.nextBoolean();
            }
            default -> throw new IllegalStateException("no wire schema has " + schema.getType());
        }
    }

    @SuppressWarnings("NullAway") // Avro's fields take null for the null branch of a union.
    private static Object nothing() {
        return null;
    }

    private static String text(SplittableRandom random) {
        String[] parts = {"a", "ä", "\u0000", "\uD83D\uDE00", "\"", "\n", "10.0.0.1"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }
}
