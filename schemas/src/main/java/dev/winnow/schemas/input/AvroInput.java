package dev.winnow.schemas.input;

import dev.winnow.schemas.event.Event;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.SchemaNormalization;

/**
 * Normalised events in Avro single-object encoding: {@code C3 01}, the 8-byte CRC-64-AVRO fingerprint of the schema
 * {@code dev.winnow.wire.Event} (little-endian), then the datum. Another fingerprint is refused.
 *
 * <p>The event is what the datum says; texts are bounded as in every format. The tenant is the datum's own, also where it
 * is empty. A configured entity field replaces the datum's entity.
 */
final class AvroInput implements InputFormat {
    static final String NAME = "avro";

    /** Bytes before the datum: the two of the mark and the fingerprint. */
    static final int HEADER_BYTES = 10;

    /** CRC-64-AVRO of the parsing canonical form of the event schema. */
    static final long FINGERPRINT = SchemaNormalization.parsingFingerprint64(dev.winnow.wire.Event.getClassSchema());

    private final InputOptions options;

    AvroInput(InputOptions options) {
        this.options = options;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Framing framing() {
        return Framing.AVRO_CONTAINER;
    }

    @Override
    public Decoded decode(byte[] record) {
        try {
            RecordBounds.checkLength(record, options);
            if (record.length == 0) {
                throw new Refusal(
                        InputCode.EMPTY_RECORD, "a record must have content; it is blank; do not send blank records");
            }
            checkHeader(record);
            AvroDatum datum = new AvroDatum(record, HEADER_BYTES, record.length);
            Decoded decoded = read(datum);
            if (!datum.isAtEnd()) {
                throw new Refusal(
                        InputCode.TRAILING, "a record must be one Avro datum; found more; send one datum a record");
            }
            return decoded;
        } catch (Refusal refusal) {
            return refusal.decoded(NAME);
        }
    }

    /** The ten bytes that stand before each datum of the event schema. */
    static byte[] header() {
        byte[] header = new byte[HEADER_BYTES];
        header[0] = (byte) 0xC3;
        header[1] = 1;
        for (int i = 0; i < 8; i++) {
            header[2 + i] = (byte) (FINGERPRINT >>> 8 * i);
        }
        return header;
    }

    /** Moves behind one datum without keeping it. */
    static void skip(AvroDatum datum) throws Refusal {
        for (int i = 0; i < 3; i++) {
            datum.skipByteString();
        }
        datum.varLong();
        datum.varLong();
        datum.skipByteString();
        datum.skipByteString();
        datum.varLong();
        for (int count = datum.blockCount(9); count > 0; count = datum.blockCount(9)) {
            for (int i = 0; i < count; i++) {
                datum.skipByteString();
                datum.fixedDouble();
            }
        }
        for (int count = datum.blockCount(2); count > 0; count = datum.blockCount(2)) {
            for (int i = 0; i < count; i++) {
                datum.skipByteString();
                datum.skipByteString();
            }
        }
        datum.skipByteString();
    }

    private static void checkHeader(byte[] record) throws Refusal {
        byte[] header = header();
        for (int i = 0; i < HEADER_BYTES; i++) {
            if (i >= record.length || record[i] != header[i]) {
                throw new Refusal(
                        InputCode.UNKNOWN_SCHEMA,
                        "a record must start with C301 and the fingerprint of dev.winnow.wire.Event; found "
                                + (i < 2 ? "another start" : "another fingerprint")
                                + "; encode it with the schema of this release");
            }
        }
    }

    /** Field order as in Event.avsc; a test compares the schema. */
    private Decoded read(AvroDatum datum) throws Refusal {
        String tenant = EventBuilder.bounded(datum.string());
        String entity = EventBuilder.bounded(datum.string());
        datum.string();
        datum.varLong();
        datum.varLong();
        datum.string();
        String type = datum.string();
        long millis = datum.varLong();
        Map<String, Double> numbers = numbers(datum);
        Map<String, String> texts = texts(datum, numbers.size());
        datum.skipByteString();
        if (!EventBuilder.isPlainWord(type)) {
            throw new Refusal(
                    InputCode.UNKNOWN_TYPE,
                    "field \"type\" must be a plain word; found " + Refusal.quote(type) + "; correct the source");
        }
        Timestamps.inRange("eventTime", millis);
        if (!options.entityField().isEmpty()) {
            String configured = texts.get(options.entityField());
            if (configured == null) {
                throw Refusal.missing(options.entityField());
            }
            entity = configured;
        }
        if (entity.isBlank()) {
            throw Refusal.emptyEntity(options.entityField().isEmpty() ? "entity" : options.entityField());
        }
        if (!options.tenantField().isEmpty()) {
            tenant = texts.getOrDefault(options.tenantField(), tenant);
        }
        return new Decoded.Accepted(new Event(type, entity.strip(), millis, numbers, texts), tenant.strip());
    }

    private Map<String, Double> numbers(AvroDatum datum) throws Refusal {
        Map<String, Double> numbers = new HashMap<>();
        for (int count = datum.blockCount(9); count > 0; count = datum.blockCount(9)) {
            for (int i = 0; i < count; i++) {
                String name = datum.string();
                double value = datum.fixedDouble();
                checkCount(numbers.size());
                if (!Double.isFinite(value)) {
                    throw Refusal.notFinite(EventBuilder.bounded(name));
                }
                if (numbers.put(EventBuilder.bounded(name), value) != null) {
                    throw Refusal.duplicate(EventBuilder.bounded(name));
                }
            }
        }
        return numbers;
    }

    private Map<String, String> texts(AvroDatum datum, int others) throws Refusal {
        Map<String, String> texts = new HashMap<>();
        for (int count = datum.blockCount(2); count > 0; count = datum.blockCount(2)) {
            for (int i = 0; i < count; i++) {
                String name = EventBuilder.bounded(datum.string());
                String value = datum.string();
                checkCount(texts.size() + others);
                if (value.isEmpty()) {
                    continue;
                }
                if (texts.put(name, EventBuilder.bounded(value)) != null) {
                    throw Refusal.duplicate(name);
                }
            }
        }
        return texts;
    }

    private void checkCount(int before) throws Refusal {
        if (before >= options.maxFields()) {
            throw new Refusal(
                    InputCode.TOO_MANY_FIELDS,
                    "a record must have at most " + options.maxFields()
                            + " fields; found more; send fewer or raise maxFields");
        }
    }
}
