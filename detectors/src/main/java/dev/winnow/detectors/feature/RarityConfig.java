package dev.winnow.detectors.feature;

/**
 * How a segment remembers what is common.
 *
 * @param halfLifeMillis event time after which a sighting counts half, at least one minute
 * @param spreadWindowMillis window over which the entities that share a key are counted, at least one minute
 * @param width cells in each of the three rows of frequencies; a power of two from 256 to 65,536
 * @param spreadWidth cells in each of the two rows of spreads; a power of two from 64 to 16,384
 */
public record RarityConfig(long halfLifeMillis, long spreadWindowMillis, int width, int spreadWidth) {
    private static final long MINUTE_MILLIS = 60_000;
    private static final long YEAR_MILLIS = 366L * 86_400_000;

    public RarityConfig {
        check("halfLifeMillis", halfLifeMillis, MINUTE_MILLIS, YEAR_MILLIS);
        check("spreadWindowMillis", spreadWindowMillis, MINUTE_MILLIS, YEAR_MILLIS);
        check("width", width, 256, 65_536);
        check("spreadWidth", spreadWidth, 64, 16_384);
        if (Integer.bitCount(width) != 1 || Integer.bitCount(spreadWidth) != 1) {
            throw new IllegalArgumentException("DET-110 detectors.rarity.width: width and spreadWidth must be powers of"
                    + " two, were " + width + " and " + spreadWidth);
        }
    }

    /** A week's half-life, an hour's spread; 225 KB. */
    public static RarityConfig defaults() {
        return new RarityConfig(7 * 86_400_000L, 3_600_000, 16_384, 1024);
    }

    private static void check(String setting, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("DET-110 detectors.rarity." + setting + ": must be between " + least
                    + " and " + most + ", was " + value);
        }
    }
}
