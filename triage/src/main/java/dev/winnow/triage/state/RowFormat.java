package dev.winnow.triage.state;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/** First byte of every row: its version. */
public final class RowFormat {
    private RowFormat() {}

    public static StateWriter begin(int version) {
        return new StateWriter(128).writeByte(version);
    }

    /**
     * Opens a row for reading.
     *
     * @throws StateFormatException STA-003 where the row has another version than this build reads
     */
    public static StateReader open(String what, byte[] row, int version) {
        StateReader reader = new StateReader(row);
        int found = reader.readByte();
        if (found != version) {
            throw new StateFormatException("STA-003 triage row \"" + what + "\": this build reads version " + version
                    + ", found " + found + "; start with the build that wrote it, or migrate the store");
        }
        return reader;
    }
}
