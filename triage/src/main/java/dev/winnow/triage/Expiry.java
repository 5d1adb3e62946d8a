package dev.winnow.triage;

import dev.winnow.triage.cluster.ClosedCluster;
import dev.winnow.triage.feedback.AlertIndex;
import dev.winnow.triage.feedback.ExpiredVerdict;
import dev.winnow.triage.feedback.Verdict;
import dev.winnow.triage.mute.MuteState;

/** Something that ended because its time was up, rather than by the word of the record at hand. */
public sealed interface Expiry {
    String tenant();

    /** Watermark at which it happened, in event-time milliseconds. */
    long timeMillis();

    /** One sentence for people. */
    String text();

    /** A cluster closed; its state goes to the clusters topic once more. */
    record ClusterClosed(ClosedCluster cluster, long timeMillis) implements Expiry {
        @Override
        public String tenant() {
            return cluster.state().tenant();
        }

        @Override
        public String text() {
            String why = switch (cluster.why()) {
                case "idle" -> "no alert came for the idle time";
                case ClosedCluster.SECRET ->
                    "the application secret has changed, and what comes cannot be compared with it";
                case "age" -> "it reached its greatest age";
                default -> "the tenant has as many open clusters as it may";
            };
            return "Cluster " + cluster.state().id() + " closed with "
                    + cluster.state().alerts() + " alerts: " + why + ".";
        }
    }

    /** A closed cluster's retention is over; it leaves the clusters topic. */
    record ClusterForgotten(String tenant, String clusterId, long timeMillis) implements Expiry {
        @Override
        public String text() {
            return "Cluster " + clusterId + " was closed long enough and leaves the clusters topic.";
        }
    }

    /** What a verdict waited for did not come in time; the verdict is a dead letter. */
    record VerdictExpired(ExpiredVerdict expired, long timeMillis) implements Expiry {
        @Override
        public String tenant() {
            return expired.verdict().tenant();
        }

        @Override
        public String text() {
            Verdict verdict = expired.verdict();
            return "Verdict " + verdict.id() + " of " + verdict.analyst() + " on alert " + verdict.alertId()
                    + " expired: " + expired.why() + ".";
        }
    }

    /** Alerts had to leave the index before their time; verdicts on them cannot be used. */
    record AlertsLeftEarly(String tenant, AlertIndex.EarlyLeavers leavers, long timeMillis) implements Expiry {
        @Override
        public String text() {
            return leavers.shown() + " shown and " + leavers.folded()
                    + " folded alerts of this tenant could be judged for less than"
                    + " triage.feedback.alertRetentionMillis so far, for want of room; raise triage.feedback.maxAlerts or"
                    + " maxFolded, or pass fewer candidates.";
        }
    }

    /** A mute ended. */
    record MuteEnded(MuteState mute, long timeMillis) implements Expiry {
        @Override
        public String tenant() {
            return mute.mute().tenant();
        }

        @Override
        public String text() {
            return "Mute " + mute.mute().id() + " of " + mute.mute().owner() + " ended after " + mute.hits()
                    + " suppressed alerts.";
        }
    }
}
