package dev.winnow.schemas.input;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Alerts of other tools as CSV, columns by header; every record is an event of type {@code alert}.
 *
 * <p>Columns {@code time} (epoch seconds or ISO 8601), {@code name}, {@code ip}, {@code host} and {@code short}, or those
 * that the options' column map puts in their places; the map must then hold. Texts: {@code signature} (short, else name),
 * {@code signature_name} (name), {@code src_ip} (ip), {@code host}. The entity is the host, the address where there is
 * none. All other columns are ignored, columns ending in {@code label} even where the options name them.
 */
final class IdsCsvInput implements InputFormat {
    static final String NAME = "ids-csv";

    private static final List<String> ENTITY = List.of("host", "src_ip");
    private static final String TIME_FORM = "epoch seconds or an ISO 8601 date and time";

    private final InputOptions options;
    private final HeaderCache<CsvRecord.Header> headers = new HeaderCache<>();
    private final String time;
    private final String signatureName;
    private final String address;
    private final String host;
    private final String signature;

    IdsCsvInput(InputOptions options) {
        this.options = options;
        this.time = options.columns().getOrDefault("time", "time");
        this.signatureName = options.columns().getOrDefault("name", "name");
        this.address = options.columns().getOrDefault("ip", "ip");
        this.host = options.columns().getOrDefault("host", "host");
        this.signature = options.columns().getOrDefault("short", "short");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Framing framing() {
        return Framing.CSV_WITH_HEADER;
    }

    @Override
    public Decoded decode(byte[] record) {
        try {
            return read(CsvRecord.read(record, options, headers));
        } catch (Refusal refusal) {
            return refusal.decoded(NAME);
        }
    }

    private Decoded read(CsvRecord row) throws Refusal {
        String stamp = value(row, time);
        if (stamp == null || stamp.isEmpty()) {
            throw Refusal.missing(time);
        }
        long millis = TimeReader.secondsOrIso(stamp);
        if (millis == Timestamps.UNREADABLE) {
            throw Decimals.isNonFinite(stamp)
                    ? Refusal.notFinite(time)
                    : Refusal.timeUnreadable(time, TIME_FORM, stamp);
        }
        Timestamps.inRange(time, millis);
        EventBuilder event = new EventBuilder();
        put(event, "signature", value(row, signature));
        put(event, "signature_name", value(row, signatureName));
        put(event, "src_ip", value(row, address));
        put(event, "host", value(row, host));
        String longName = event.textOf("signature_name");
        if (event.textOf("signature") == null) {
            if (longName == null) {
                throw Refusal.missing(signature);
            }
            event.text("signature", longName);
        }
        unknown(event, row);
        return event.build("alert", millis, options, ENTITY, host);
    }

    private void unknown(EventBuilder event, CsvRecord row) {
        String entity = options.entityField().isEmpty() ? null : value(row, options.entityField());
        if (entity != null && event.textOf(options.entityField()) == null) {
            event.rawEntity(entity);
        }
        String tenant = options.tenantField().isEmpty() ? null : value(row, options.tenantField());
        if (tenant != null) {
            event.rawTenant(tenant);
        }
    }

    private static @Nullable String value(CsvRecord row, String column) {
        String value = TruthColumn.isOne(column) ? null : row.value(column);
        return value == null ? null : value.strip();
    }

    private static void put(EventBuilder event, String target, @Nullable String value) {
        if (value != null) {
            event.text(target, value);
        }
    }
}
