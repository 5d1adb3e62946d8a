package dev.winnow.detectors.guard;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Decides whether an event may teach the model that its source shares with others, so that sending more is not teaching more.
 * Mutable, one owner, not thread-safe. Deterministic: a restored guard goes on exactly as the one it was taken of.
 *
 * <p>Refused events are scored and triaged like all; only the shared model does not learn them. As long as a single source was ever seen
 * nothing is refused: there is nobody to protect.
 */
public final class LearningGuard {
    // Threat: MITRE ATLAS AML.T0020, poisoning by volume. The sampler comes first: it costs the flooder more events
    // for the same share of the limit and hides which of them count.

    private static final int VERSION = 1;

    /** Whoever has one address of a /64 mostly has them all, and rotates through them. */
    private static final SourcePrefix SOURCES = new SourcePrefix(32, 64);

    /** Long enough for whole exchanges to be kept together, short enough for no source to stay unlearnt. */
    private static final long EPOCH_MILLIS = 60_000;

    private static final long NONE = 0;

    private final KeyedSampler sampler;
    private final PrefixRateCap cap;
    private final SipHash identity;
    private long firstSource = NONE;
    private boolean hasOthers;

    private LearningGuard(KeyedSampler sampler, PrefixRateCap cap, SipHash identity) {
        this.sampler = sampler;
        this.cap = cap;
        this.identity = identity;
    }

    /**
     * @param points points of one source that may be learnt in a window, 1 to 65535
     * @param windowMillis length of the window in event time, at least 4
     * @param keptShare share of the sources that is learnt from, chosen anew each minute by the secret; above 0, at most 1
     * @param secret of the tenant and segment; everything keyed derives from it
     */
    public static LearningGuard create(int points, long windowMillis, double keptShare, long secret) {
        SipHash derive = new SipHash(secret, 0x6775617264L);
        return new LearningGuard(
                new KeyedSampler(derive.of(1, ""), derive.of(2, ""), keptShare, EPOCH_MILLIS),
                new PrefixRateCap(points, windowMillis, derive.of(3, ""), derive.of(4, "")),
                new SipHash(derive.of(5, ""), derive.of(6, "")));
    }

    /** Reads what {@link #snapshot} wrote; settings and secret must be those of then. */
    public static LearningGuard restore(int points, long windowMillis, double keptShare, long secret, StateReader in) {
        LearningGuard guard = create(points, windowMillis, keptShare, secret);
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateVersionException("STA-001 snapshot of \"learning guard\" has version " + version
                    + ", this build reads " + VERSION + "; let the model start a new generation");
        }
        guard.firstSource = in.readLong();
        guard.hasOthers = in.readBoolean();
        guard.cap.restore(in);
        return guard;
    }

    /**
     * Whether the event may be learnt; counts it if so. Ask once for every event that would be learnt, in the stream's order.
     *
     * @param timeMillis event time in milliseconds since the epoch, UTC
     * @param source who sent it: an address, which counts by its prefix, or a name
     */
    public boolean admits(long timeMillis, String source) {
        String prefix = SOURCES.of(source);
        boolean isSampled = sampler.keeps(timeMillis, prefix);
        boolean isWithin = isSampled && cap.admits(timeMillis, prefix);
        if (hasOthers) {
            return isWithin;
        }
        long id = identity.of(0, prefix) | 1;
        if (firstSource == NONE) {
            firstSource = id;
        }
        hasOthers = id != firstSource;
        return !hasOthers || isWithin;
    }

    /** Grammar: version, first source, whether there were others, rate cap. */
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeLong(firstSource).writeBoolean(hasOthers);
        cap.snapshot(out);
    }

    public long liveBytes() {
        return 256 + cap.liveBytes();
    }
}
