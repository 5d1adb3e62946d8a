package dev.winnow.detectors.segment;

import dev.winnow.detectors.forest.RandomCutForest;
import dev.winnow.detectors.forest.ShadowForest;
import dev.winnow.detectors.fuse.StreamingTail;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.List;

/** The shadow of a segment's forest with the tail of its scores, so that who takes over has probabilities too. Mutable, one owner. */
final class Challenge {
    private final SegmentConfig config;
    private final ShadowForest shadow;
    private StreamingTail tail;
    /** Of the input at hand; not part of the state. */
    private List<ShadowNews> news = List.of();

    private Challenge(SegmentConfig config, ShadowForest shadow, StreamingTail tail) {
        this.config = config;
        this.shadow = shadow;
        this.tail = tail;
    }

    static Challenge fresh(SegmentConfig config, int width) {
        return new Challenge(
                config,
                new ShadowForest(
                        width, config.shadow().learnPoints(), config.shadow().trialPoints()),
                emptyTail(config));
    }

    /** Begins, unless it has or too little is known of what was before. */
    void begin(RandomCutForest inForce, long seed) {
        if (shadow.start(inForce.config(), seed)) {
            tail.clear();
            tell(ShadowNews.Event.STARTED);
        }
    }

    /**
     * Sees a point that the forest in force has not learnt yet.
     *
     * @return false if it must not learn it
     */
    boolean see(float[] point, RandomCutForest inForce) {
        boolean isToLearn = shadow.see(point, inForce);
        if (shadow.isTrialOver() && tail.size() >= config.tail().minimumScores()) {
            boolean hadWon = hasWon();
            if (shadow.decide() == ShadowForest.Stage.WON) {
                if (!hadWon && config.shadow().mode() == SegmentConfig.ShadowMode.REPORT) {
                    tell(ShadowNews.Event.WON);
                }
            } else {
                tell(hadWon ? ShadowNews.Event.NO_LONGER_BETTER : ShadowNews.Event.NOT_BETTER);
            }
        }
        return isToLearn;
    }

    /** Sees a point whose score fed the tail of the forest in force. */
    void feedTail(float[] point) {
        if (shadow.isOnTrial()) {
            tail.add(shadow.score(point));
        }
    }

    /** Whether {@link #feedTail} has use for points. */
    boolean isOnTrial() {
        return shadow.isOnTrial();
    }

    boolean hasWon() {
        return shadow.stage() == ShadowForest.Stage.WON;
    }

    /** Whether the shadow takes over without being told. */
    boolean isDue() {
        return hasWon() && config.shadow().mode() == SegmentConfig.ShadowMode.PROMOTE;
    }

    /** The tail of the shadow's scores; ask before {@link #take}. */
    StreamingTail tail() {
        return tail;
    }

    /** Hands over the shadow. */
    RandomCutForest take() {
        RandomCutForest taken = shadow.take();
        tail = emptyTail(config);
        tell(ShadowNews.Event.PROMOTED);
        return taken;
    }

    /** The members are started anew: scales have changed, and what was learnt and kept means nothing any more. */
    void forget() {
        if (shadow.stage() != ShadowForest.Stage.NONE) {
            tell(ShadowNews.Event.REBUILT);
        }
        shadow.forget();
        tail.clear();
    }

    /** What happened since this was asked last. */
    List<ShadowNews> takeNews() {
        List<ShadowNews> taken = news;
        news = List.of();
        return taken;
    }

    long liveBytes() {
        return 64 + shadow.liveBytes() + tail.liveBytes();
    }

    void snapshot(StateWriter out) {
        shadow.snapshot(out);
        tail.snapshot(out);
    }

    static Challenge restore(SegmentConfig config, int width, StateReader in) {
        return new Challenge(
                config,
                ShadowForest.restore(
                        width, config.shadow().learnPoints(), config.shadow().trialPoints(), in),
                StreamingTail.restore(config.tail().window(), config.tail().peakShare(), in));
    }

    private void tell(ShadowNews.Event event) {
        news = news.isEmpty() ? new ArrayList<>(1) : news;
        news.add(new ShadowNews(event, shadow.advantage(), shadow.advantageError()));
    }

    private static StreamingTail emptyTail(SegmentConfig config) {
        return new StreamingTail(config.tail().window(), config.tail().peakShare());
    }
}
