package dev.winnow.schemas.input;

import dev.winnow.schemas.event.Event;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;

/**
 * Normalised events in Avro single-object encoding: {@code C3 01}, the 8-byte CRC-64-AVRO fingerprint of the schema
 * {@code dev.winnow.wire.Event} (little-endian), then the datum. Every version of the schema that a release wrote is read;
 * another fingerprint is refused.
 *
 * <p>The event is what the datum says; texts are bounded as in every format. The tenant is the datum's own, also where it
 * is empty. A configured entity field replaces the datum's entity.
 */
final class AvroInput implements InputFormat {
    static final String NAME = "avro";

    private final InputOptions options;
    private final EventDatums datums;

    AvroInput(InputOptions options) {
        this(options, EventDatums.bundled());
    }

    AvroInput(InputOptions options, EventDatums datums) {
        this.options = options;
        this.datums = datums;
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
            return accepted(version(record).read(record, EventDatums.HEADER_BYTES, record.length));
        } catch (Refusal refusal) {
            return refusal.decoded(NAME);
        }
    }

    private EventDatums.Version version(byte[] record) throws Refusal {
        boolean isMarked = record.length >= 2 && record[0] == (byte) 0xC3 && record[1] == 1;
        EventDatums.Version version = null;
        if (isMarked && record.length >= EventDatums.HEADER_BYTES) {
            long fingerprint = 0;
            for (int i = EventDatums.HEADER_BYTES - 1; i >= 2; i--) {
                fingerprint = fingerprint << 8 | record[i] & 0xFF;
            }
            version = datums.version(fingerprint);
        }
        if (version == null) {
            throw new Refusal(
                    InputCode.UNKNOWN_SCHEMA,
                    "a record must start with C301 and the fingerprint of dev.winnow.wire.Event; found "
                            + (isMarked ? "another fingerprint" : "another start")
                            + "; encode it with the schema of this release");
        }
        return version;
    }

    private Decoded accepted(GenericRecord datum) throws Refusal {
        String tenant = EventBuilder.bounded(text(datum.get("tenant")));
        String entity = EventBuilder.bounded(text(datum.get("entity")));
        String type = text(datum.get("type"));
        long millis = (Long) datum.get("eventTime");
        Map<String, Double> numbers = numbers((Map<?, ?>) datum.get("numbers"));
        Map<String, String> texts = texts((Map<?, ?>) datum.get("texts"));
        if (numbers.size() + texts.size() > options.maxFields()) {
            throw new Refusal(
                    InputCode.TOO_MANY_FIELDS,
                    "a record must have at most " + options.maxFields()
                            + " fields; found more; send fewer or raise maxFields");
        }
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

    private static Map<String, Double> numbers(Map<?, ?> datum) throws Refusal {
        Map<String, Double> numbers = new HashMap<>();
        for (Map.Entry<?, ?> entry : datum.entrySet()) {
            String name = EventBuilder.bounded(text(entry.getKey()));
            double value = (Double) entry.getValue();
            if (!Double.isFinite(value)) {
                throw Refusal.notFinite(name);
            }
            if (numbers.put(name, value) != null) {
                throw Refusal.duplicate(name);
            }
        }
        return numbers;
    }

    private static Map<String, String> texts(Map<?, ?> datum) throws Refusal {
        Map<String, String> texts = new HashMap<>();
        for (Map.Entry<?, ?> entry : datum.entrySet()) {
            String name = EventBuilder.bounded(text(entry.getKey()));
            String value = text(entry.getValue());
            if (!value.isEmpty() && texts.put(name, EventBuilder.bounded(value)) != null) {
                throw Refusal.duplicate(name);
            }
        }
        return texts;
    }

    private static String text(Object string) throws Refusal {
        org.apache.avro.util.Utf8 bytes = (org.apache.avro.util.Utf8) string;
        int fault = Utf8.firstFault(bytes.getBytes(), 0, bytes.getByteLength());
        if (fault >= 0) {
            throw new Refusal(
                    InputCode.NOT_UTF8,
                    "a text must be valid UTF-8; its byte " + fault + " is not; send the source's text as UTF-8");
        }
        return bytes.toString();
    }
}
