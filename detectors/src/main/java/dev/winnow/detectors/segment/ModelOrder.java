package dev.winnow.detectors.segment;

import dev.winnow.detectors.snapshot.StateFormatException;

/** What people tell a model. The journal keeps it among the model's inputs. */
public enum ModelOrder {
    /** Neither score nor learn. */
    PAUSE,
    /** Score, but do not learn. */
    FREEZE,
    /** Go on where pause or freeze stopped. */
    RESUME,
    /** Let the shadow that has won take over. */
    PROMOTE_SHADOW;

    /** First byte of a delta. */
    static final int KIND = 0x4f;

    /** The state of a model that obeys, given the one to resume to; an order to promote leaves that one. */
    ModelState state(ModelState resumed) {
        return switch (this) {
            case PAUSE -> ModelState.PAUSED;
            case FREEZE -> ModelState.FROZEN;
            case RESUME, PROMOTE_SHADOW -> resumed;
        };
    }

    /** The journal's delta: kind, then the order. */
    public byte[] toBytes() {
        return new byte[] {KIND, (byte) ordinal()};
    }

    /** @throws StateFormatException STA-004 if it is none */
    public static ModelOrder fromBytes(byte[] delta) {
        if (delta.length != 2 || delta[0] != KIND || delta[1] < 0 || delta[1] >= values().length) {
            throw new StateFormatException("STA-004 model order: delta of " + delta.length + " bytes is none");
        }
        return values()[delta[1]];
    }
}
