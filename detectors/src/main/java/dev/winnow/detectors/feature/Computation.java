package dev.winnow.detectors.feature;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a feature is computed from. A closed vocabulary, in one file because it is read as one list; {@link
 * FeatureSetParser} gives the words that declarations use.
 *
 * <p>Unless said otherwise a windowed computation looks at the entity's earlier events (strictly earlier in event time)
 * <em>and</em> the event itself. Windows end at the event's own time and are given in milliseconds. A value is missing
 * where a field that it needs is missing.
 */
sealed interface Computation {
    Op plan(PlanBuilder plan);

    /** The field itself. */
    record Field(String of) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            FieldRef field = FieldRef.parse(of);
            return frame -> field.number(frame.event);
        }
    }

    /** {@code of − minus}. */
    record Difference(String of, String minus) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            FieldRef first = FieldRef.parse(of);
            FieldRef second = FieldRef.parse(minus);
            return frame -> first.number(frame.event) - second.number(frame.event);
        }
    }

    /** {@code log2((1 + |of|) / (1 + |to|))}: 0 where both are 0; defined whatever they are. */
    record Ratio(String of, String to) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            FieldRef first = FieldRef.parse(of);
            FieldRef second = FieldRef.parse(to);
            return frame -> logRatio(Math.abs(first.number(frame.event)), Math.abs(second.number(frame.event)));
        }
    }

    /** {@code (of − to) / (|of| + |to|)} in [−1, 1]; 0 where both are 0. */
    record Balance(String of, String to) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            FieldRef first = FieldRef.parse(of);
            FieldRef second = FieldRef.parse(to);
            return frame -> {
                double a = first.number(frame.event) / 2;
                double b = second.number(frame.event) / 2;
                double sum = Math.abs(a) + Math.abs(b);
                return sum == 0 ? 0 : (a - b) / sum;
            };
        }
    }

    /** 1 where the condition holds, 0 where it does not. */
    record Is(Condition where) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            return frame -> where.test(frame.event);
        }
    }

    /** Sine or cosine of the UTC time of day, a full turn a day. */
    record Hour(boolean sine) implements Computation {
        private static final long DAY_MILLIS = 86_400_000;

        @Override
        public Op plan(PlanBuilder plan) {
            return frame -> {
                double turn = 2 * Math.PI * Math.floorMod(frame.timeMillis, DAY_MILLIS) / DAY_MILLIS;
                return sine ? StrictMath.sin(turn) : StrictMath.cos(turn);
            };
        }
    }

    /** Events in the window for which the condition holds; all events where there is none. */
    record Count(@Nullable Condition where, long window) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            if (where == null) {
                int track = plan.buckets(BucketTrack.EVENTS, window, false);
                return frame -> frame.past.bucket(track).count(frame.timeMillis) + 1.0;
            }
            int slot = plan.flag(where);
            int track = plan.buckets(slot, window, false);
            return frame -> frame.past.bucket(track).sum(frame.timeMillis) + frame.self.numbers[slot];
        }
    }

    /**
     * Earlier events in the window for which {@code where} holds if {@code when} holds for this event, else 0: failures
     * before a success.
     */
    record CountBefore(Condition where, Condition when, long window) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            int track = plan.buckets(plan.flag(where), window, false);
            return frame -> {
                double now = when.test(frame.event);
                return now == 1 ? frame.past.bucket(track).sum(frame.timeMillis) : now;
            };
        }
    }

    /** Share of the events in the window for which the condition holds, of those that tell. */
    record Share(Condition where, long window) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            int slot = plan.flag(where);
            int track = plan.buckets(slot, window, false);
            return frame -> {
                BucketTrack past = frame.past.bucket(track);
                return (past.sum(frame.timeMillis) + frame.self.numbers[slot]) / (past.count(frame.timeMillis) + 1.0);
            };
        }
    }

    /** Sum of a number over the window, of the events that meet the condition; missing for an event that does not. */
    record Sum(String of, @Nullable Condition where, long window) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            int slot = where == null ? plan.number(of) : plan.number(of, where);
            int track = plan.buckets(slot, window, false);
            return frame -> frame.past.bucket(track).sum(frame.timeMillis) + frame.self.numbers[slot];
        }
    }

    /** A statistic of earlier values in the window, without this event; missing below one (std: two) values. */
    record Statistic(String of, Kind statistic, long window) implements Computation {
        /** Which one. */
        enum Kind {
            MEAN,
            STD,
            MIN,
            MAX
        }

        @Override
        public Op plan(PlanBuilder plan) {
            int track = plan.buckets(plan.number(of), window, true);
            return switch (statistic) {
                case MEAN -> frame -> frame.past.bucket(track).mean(frame.timeMillis);
                case STD -> frame -> frame.past.bucket(track).deviation(frame.timeMillis);
                case MIN -> frame -> frame.past.bucket(track).minimum(frame.timeMillis);
                case MAX -> frame -> frame.past.bucket(track).maximum(frame.timeMillis);
            };
        }
    }

    /**
     * How far the window stands out from the entity's own longer past: {@code log2((1 + in the window) / (1 + usual in
     * such a window))} for the sum of a number, or for the count of events without one. Usual is the average over the
     * rest of {@code base}; missing before the entity is known for three windows, and where it was silent in all that
     * rest.
     */
    record Surge(@Nullable String of, long window, long base) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            int slot = of == null ? BucketTrack.EVENTS : plan.number(of);
            int near = plan.buckets(slot, window, false);
            int far = plan.buckets(slot, base, false);
            return frame -> {
                long at = frame.timeMillis;
                long first = frame.past.firstMillis();
                long known = first == EventClock.NEVER ? 0 : Math.min(base, at - first);
                if (known < 3 * window) {
                    return Double.NaN;
                }
                if (frame.past.bucket(far).count(at) == frame.past.bucket(near).count(at)) {
                    return Double.NaN;
                }
                double self = slot == BucketTrack.EVENTS ? 1 : frame.self.numbers[slot];
                double recent = total(frame.past.bucket(near), slot, at);
                double whole = total(frame.past.bucket(far), slot, at);
                double usual = Math.max(0, whole - recent) * window / (known - window);
                return logRatio(Math.max(0, recent + self), usual);
            };
        }

        private static double total(BucketTrack track, int slot, long at) {
            return slot == BucketTrack.EVENTS ? track.count(at) : track.sum(at);
        }
    }

    /**
     * Distance of a number from the entity's usual level over about the last {@code over} events that had it, in
     * standard deviations, of the signed logarithm where {@code log}; this event is not part of the level. Missing
     * before there are 8 values.
     */
    record Deviation(String of, int over, boolean log) implements Computation {
        /** Below it a deviation says more about the sample than about the value. */
        private static final int LEAST = 8;

        @Override
        public Op plan(PlanBuilder plan) {
            int slot = plan.number(of);
            int track = plan.level(slot, over, log);
            return frame -> frame.past.level(track).deviation(frame.self.numbers[slot], LEAST);
        }
    }

    /** Mean of the entity's last {@code over} values or so, without this event; missing before the first. */
    record Level(String of, int over) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            int track = plan.level(plan.number(of), over, false);
            return frame -> frame.past.level(track).mean();
        }
    }

    /** The value less the one before it. */
    record Change(String of) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            int slot = plan.number(of);
            int track = plan.lags(slot, Lag.MOST);
            return frame -> frame.self.numbers[slot] - frame.past.lag(track).back(1);
        }
    }

    /** The value that many events back, from 1. */
    record Lag(String of, int steps) implements Computation {
        static final int MOST = 4;

        @Override
        public Op plan(PlanBuilder plan) {
            int track = plan.lags(plan.number(of), MOST);
            return frame -> frame.past.lag(track).back(steps);
        }
    }

    /** Seconds since the entity last had this key; missing the first time. */
    record Since(List<String> key) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            int slot = plan.key(key, null);
            int track = plan.keys(slot);
            return frame -> frame.self.keys[slot] == 0
                    ? Double.NaN
                    : frame.past.key(track).sinceSeconds(frame.self.keys[slot], frame.timeMillis);
        }
    }

    /** Coefficient of variation of the gaps between earlier uses of this key: near 0 for a beacon. */
    record Regularity(List<String> key) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            int slot = plan.key(key, null);
            int track = plan.regularKeys(slot);
            return frame -> frame.self.keys[slot] == 0
                    ? Double.NaN
                    : frame.past.key(track).regularity(frame.self.keys[slot]);
        }
    }

    /**
     * {@code -log2(v + 0.01)} of the coefficient of variation v of those gaps: about 0 for chance, above 4 for a beacon with a
     * few per cent of jitter, so that the regular end has room to stand out. Missing where the condition does not hold.
     */
    record Steadiness(List<String> key, @Nullable Condition where) implements Computation {
        private static final double LEAST = 0.01;
        private static final double LN_2 = StrictMath.log(2);

        @Override
        public Op plan(PlanBuilder plan) {
            int slot = plan.key(key, where);
            int track = plan.regularKeys(slot);
            return frame -> frame.self.keys[slot] == 0
                    ? Double.NaN
                    : -StrictMath.log(frame.past.key(track).regularity(frame.self.keys[slot]) + LEAST) / LN_2;
        }
    }

    /** {@code 1 / (1 + earlier uses)} of this key by the entity: 1 for the first time. */
    record Novelty(List<String> key) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            int slot = plan.key(key, null);
            int track = plan.keys(slot);
            return frame -> frame.self.keys[slot] == 0
                    ? Double.NaN
                    : frame.past.key(track).novelty(frame.self.keys[slot]);
        }
    }

    /**
     * Distinct keys in the window, this event's counted in; with {@code where} only of events for which it holds, with
     * {@code within} only of those that share these fields with this event.
     */
    record Distinct(
            List<String> key, List<String> within, @Nullable Condition where, long window) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            int slot = plan.key(key, where);
            if (within.isEmpty()) {
                int track = plan.distinct(slot, window);
                return frame -> frame.self.keys[slot] == 0 && (where == null || where.test(frame.event) != 0)
                        ? Double.NaN
                        : frame.past.distinct(track).estimate(frame.timeMillis, frame.self.keys[slot]);
            }
            int group = plan.key(within, null);
            int track = plan.groups(group, slot, window);
            return frame -> frame.self.keys[slot] == 0 || frame.self.keys[group] == 0
                    ? Double.NaN
                    : frame.past.group(track).estimate(frame.timeMillis, frame.self.keys[group], frame.self.keys[slot]);
        }
    }

    /** Surprise of this key in the whole segment, in bits; with {@code hour}, of the key at this hour of the day. */
    record SegmentRarity(List<String> key, boolean hour) implements Computation {
        private static final long HOUR_MILLIS = 3_600_000;

        @Override
        public Op plan(PlanBuilder plan) {
            int kind = plan.rarityKind();
            return ofKey(key, (frame, hash) -> {
                long hourOfDay = hour ? Math.floorMod(Math.floorDiv(frame.timeMillis, HOUR_MILLIS), 24L) : -1;
                long key = RarityKeys.frequency(frame.rarityHasher.hashLongLongLongToLong(hash, kind, hourOfDay), kind);
                frame.rarityKeys.add(key);
                return frame.rarity.surprise(key, frame.timeMillis);
            });
        }
    }

    /** Entities of the segment that had this key within the segment's spread window, this one counted in. */
    record Spread(List<String> key) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            int kind = plan.rarityKind();
            return ofKey(key, (frame, hash) -> {
                long key = RarityKeys.spread(frame.rarityHasher.hashLongLongToLong(hash, kind), kind);
                long entity = frame.rarityHasher.hashCharsToLong(frame.event.entity());
                frame.rarityKeys.add(key);
                frame.rarityKeys.add(entity);
                return frame.rarity.spread(key, entity, frame.timeMillis);
            });
        }
    }

    /**
     * How often this key was seen in the whole segment before, each sighting halved in a week. Counted too high where keys collide,
     * never too low.
     */
    record Frequency(List<String> key) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            int kind = plan.rarityKind();
            return ofKey(key, (frame, hash) -> {
                long key = RarityKeys.frequency(frame.rarityHasher.hashLongLongToLong(hash, kind), kind);
                frame.rarityKeys.add(key);
                return frame.rarity.seen(key, frame.timeMillis);
            });
        }
    }

    /** Rank of this key among the segment's most frequent ones before: 1 for the first, 65 for one that is not among 64. */
    record Top(List<String> key) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            int kind = plan.rankedKind();
            return ofKey(key, (frame, hash) -> {
                long key = RarityKeys.frequency(frame.rarityHasher.hashLongLongToLong(hash, kind), kind);
                frame.rarityKeys.add(key);
                return frame.rarity.rank(key);
            });
        }
    }

    /** 1 where the text stands in a list, 0 where it does not. */
    record Listed(String of, String list, IndicatorList texts) implements Computation {
        @Override
        public Op plan(PlanBuilder plan) {
            FieldRef field = FieldRef.parse(of);
            return frame -> {
                String text = field.text(frame.event);
                return text == null ? Double.NaN : texts.contains(text) ? 1 : 0;
            };
        }
    }

    /** What is known of a key that the event carries, by the key's hash. */
    @FunctionalInterface
    interface KeyRule {
        double of(Frame frame, long hash);
    }

    /** A rule over a key; missing where the event does not carry it. */
    private static Op ofKey(List<String> key, KeyRule rule) {
        PlanBuilder.KeySource source = PlanBuilder.source(key, null);
        return frame -> {
            long hash = source.hash(frame.event, frame.rarityHasher);
            return hash == FieldRef.ABSENT ? Double.NaN : rule.of(frame, hash);
        };
    }

    private static double logRatio(double numerator, double denominator) {
        return TextMeasures.log2((1 + numerator) / (1 + denominator));
    }
}
