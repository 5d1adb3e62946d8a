package dev.winnow.app.demo.day;

import dev.winnow.schemas.input.Decoded;
import dev.winnow.schemas.input.Framing;
import dev.winnow.schemas.input.InputFormat;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Both sensors of a synthetic day on one topic: each record is decoded by the format of its own. Immutable and thread-safe. */
public final class DayInput implements InputFormat {
    /** What Zeek's streaming JSON begins with, and EVE never. */
    private static final byte[] ZEEK_BEGINS = "{\"_path\":".getBytes(StandardCharsets.US_ASCII);

    private final InputFormat eve = InputFormats.create("suricata-eve", InputOptions.defaults());
    private final InputFormat zeek = InputFormats.create("zeek", InputOptions.defaults());

    @Override
    public String name() {
        return "synthetic-day";
    }

    @Override
    public Framing framing() {
        return eve.framing();
    }

    @Override
    public Decoded decode(byte[] record) {
        boolean isZeek = record.length >= ZEEK_BEGINS.length
                && Arrays.equals(record, 0, ZEEK_BEGINS.length, ZEEK_BEGINS, 0, ZEEK_BEGINS.length);
        return (isZeek ? zeek : eve).decode(record);
    }
}
