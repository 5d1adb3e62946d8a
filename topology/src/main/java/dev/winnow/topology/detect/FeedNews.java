package dev.winnow.topology.detect;

import dev.winnow.detectors.drift.Silence;
import dev.winnow.topology.mapping.Candidates;
import dev.winnow.topology.mapping.Segment;
import dev.winnow.topology.mapping.Signals;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.LiveModel;
import dev.winnow.wire.TenantTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.apache.avro.specific.SpecificRecord;

/** Tells triage what the first shard finds out about a tenant's feeds: the dead ones, and how far its time has come. */
final class FeedNews {
    private final TopologySettings settings;
    private final Shard shard;
    private final Feeds feeds;
    private final Models models;
    private final Notes notes;

    FeedNews(TopologySettings settings, Shard shard, Feeds feeds, Models models, Notes notes) {
        this.settings = settings;
        this.shard = shard;
        this.feeds = feeds;
        this.models = models;
        this.notes = notes;
    }

    /**
     * A feed was heard of.
     *
     * @param revealing what tells it
     */
    void hear(String tenant, String featureSet, long timeMillis, Candidates.Revealing revealing) {
        if (shard.isFirst()) {
            announce(feeds.hear(tenant, featureSet, timeMillis), revealing);
        }
    }

    /**
     * A clock went on.
     *
     * @param revealing what tells it, at an event time
     */
    void beat(long clockMillis, LongFunction<Candidates.Revealing> revealing) {
        feeds.beat(clockMillis).forEach(news -> announce(news, revealing.apply(news.timeMillis())));
    }

    private void announce(Feeds.News news, Candidates.Revealing revealing) {
        List<SpecificRecord> out = new ArrayList<>();
        for (Silence silence : news.silences()) {
            settings.featureSets().stream()
                    .filter(set -> set.id().equals(silence.entity()))
                    .findFirst()
                    .ifPresent(set -> {
                        Segment segment = shard.segment(news.tenant(), set, Segment.ALL);
                        LiveModel held = models.use(segment, set);
                        out.add(Signals.silence(revealing.time(), segment, silence));
                        out.add(Candidates.silence(revealing, segment, held, silence));
                    });
        }
        if (news.isTimeTold()) {
            out.add(new TenantTime(news.tenant(), Instant.ofEpochMilli(news.timeMillis())));
        }
        notes.send(news.tenant(), out, revealing.source(), Math.max(0, news.timeMillis()));
    }
}
