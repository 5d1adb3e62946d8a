package dev.winnow.detectors.segment;

import dev.winnow.detectors.feature.FeatureSchema;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.feature.TableColumn;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.schemas.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table or a series as it came, before anything is learnt of it.
 *
 * @param timeMillis event time
 * @param entity entity of the event; of a table for people only, for it has no entities
 * @param numbers values of the number columns in their order, NaN where missing
 * @param texts values of the text columns in their order, null where missing
 */
record TableRow(
        long timeMillis,
        String entity,
        double[] numbers,
        @Nullable String[] texts) {
    /** First byte of such a delta; an observation's is its version, which is far below. */
    static final int KIND = 0x54;

    private static final int VERSION = 1;

    static TableRow of(FeatureSet set, Event event) {
        int texts = (int) set.columns().stream()
                .filter(column -> column.kind() == TableColumn.Kind.TEXT)
                .count();
        TableRow row = new TableRow(
                event.timeMillis(),
                event.entity(),
                new double[set.columns().size() - texts],
                new @Nullable String[texts]);
        int number = 0;
        int text = 0;
        for (TableColumn column : set.columns()) {
            Double value = event.numbers().get(column.name());
            String word = event.texts().get(column.name());
            if (column.kind() == TableColumn.Kind.NUMBER) {
                row.numbers[number++] = value == null ? Double.NaN : value;
            } else {
                row.texts[text++] = word == null && value != null ? value.toString() : word;
            }
        }
        return row;
    }

    /** Values in the order of a schema, NaN where missing. */
    static FeatureVector vector(FeatureSchema schema, double[] values) {
        boolean[] missing = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            missing[i] = Double.isNaN(values[i]);
        }
        return new FeatureVector(schema, values, missing);
    }

    /** The journal's delta. */
    byte[] toBytes() {
        StateWriter out = new StateWriter(64 + 16 * (numbers.length + texts.length));
        write(out);
        return out.toBytes();
    }

    /** @throws StateFormatException if it is no row of that feature set */
    static TableRow fromBytes(FeatureSet set, byte[] delta) {
        StateReader in = new StateReader(delta);
        TableRow row = read(set, in);
        in.expectEnd();
        return row;
    }

    /** Grammar: kind, version, time, entity, numbers, texts as a flag and the word each. */
    void write(StateWriter out) {
        out.writeByte(KIND)
                .writeByte(VERSION)
                .writeLong(timeMillis)
                .writeString(entity)
                .writeDoubles(numbers)
                .writeInt(texts.length);
        for (String text : texts) {
            out.writeBoolean(text != null);
            if (text != null) {
                out.writeString(text);
            }
        }
    }

    static TableRow read(FeatureSet set, StateReader in) {
        int kind = in.readByte();
        if (kind != KIND) {
            throw new StateFormatException("STA-004 row: must begin with " + KIND + ", begins with " + kind);
        }
        in.expectVersion("row", VERSION);
        long timeMillis = in.readLong();
        String entity = in.readString();
        double[] numbers = in.readDoubles();
        int texts = in.readInt();
        if (numbers.length + texts != set.columns().size() || texts < 0) {
            throw new StateFormatException("STA-004 row: must have "
                    + set.columns().size() + " columns, has " + numbers.length + " numbers and " + texts + " texts");
        }
        @Nullable String[] words = new @Nullable String[texts];
        for (int i = 0; i < texts; i++) {
            words[i] = in.readBoolean() ? in.readString() : null;
        }
        return new TableRow(timeMillis, entity, numbers, words);
    }
}
