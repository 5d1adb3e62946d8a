package dev.winnow.detectors.segment;

import dev.winnow.detectors.hash.Sha256;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.HexFormat;

/** One name for all values of a {@link SegmentConfig}, in the order below; members without a weight and a shadow that is off leave no trace. */
final class SegmentFingerprint {
    private static final int FORMAT = 6;

    private SegmentFingerprint() {}

    /** SHA-256 in hex. */
    static String of(SegmentConfig config) {
        StateWriter out = new StateWriter();
        out.writeByte(FORMAT);
        out.writeInt(config.rcf().trees())
                .writeInt(config.rcf().sampleSize())
                .writeDouble(config.rcf().weight())
                .writeDouble(config.rcf().stopError());
        out.writeDouble(config.ewma().alpha())
                .writeDouble(config.ewma().priorEvents())
                .writeDouble(config.ewma().weight());
        out.writeDouble(config.cusum().slack())
                .writeDouble(config.cusum().threshold())
                .writeDouble(config.cusum().weight());
        config.members().byName().forEach((name, weight) -> {
            if (weight > 0) {
                out.writeString(name).writeDouble(weight);
            }
        });
        out.writeInt(config.scaler().firstFit())
                .writeInt(config.scaler().reservoir())
                .writeDouble(config.scaler().clip());
        out.writeInt(config.tail().window())
                .writeDouble(config.tail().peakShare())
                .writeInt(config.tail().minimumScores());
        out.writeDouble(config.gate().level())
                .writeDouble(config.gate().forcedShare())
                .writeDouble(config.gate().taper())
                .writeDouble(config.gate().fade());
        out.writeInt(config.guard().points())
                .writeLong(config.guard().windowSeconds())
                .writeDouble(config.guard().keptShare());
        out.writeInt(config.drift().window())
                .writeDouble(config.drift().refusedShare())
                .writeInt(config.drift().retrainEvents())
                .writeInt(config.drift().scoreRunLength())
                .writeInt(config.drift().featureRunLength())
                .writeLong(config.drift().featureWindowSeconds());
        out.writeInt(config.silence().entities())
                .writeDouble(config.silence().pValue())
                .writeInt(config.silence().minimumGaps());
        out.writeDouble(config.persistence().drift())
                .writeLong(config.persistence().halfLifeSeconds())
                .writeDouble(config.persistence().weight());
        out.writeInt(config.learnPerSecond()).writeInt(config.readyAfterEvents());
        if (config.shadow().isOn()) {
            out.writeString(SegmentConfig.word(config.shadow().mode()))
                    .writeInt(config.shadow().learnPoints())
                    .writeInt(config.shadow().trialPoints());
        }
        return HexFormat.of().formatHex(Sha256.of(out.toBytes()));
    }
}
