package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.topology.metric.Counters;
import dev.winnow.wire.LifecycleDetail;
import dev.winnow.wire.Signal;
import dev.winnow.wire.SignalKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Events of types that no feature set takes. */
final class UnscoredTypesTopologyTest {
    @Test
    void aTypeIsCountedByNameAndAnnouncedOnceWithWhatToDo() {
        try (Run run = new Run(new Worlds().settings())) {
            for (int i = 0; i < 5; i++) {
                run.send(event("snmp", i), Eve.NOON);
            }
            run.send(event("rfb", 5), Eve.NOON);

            List<Signal> signals = run.signals();

            assertThat(signals)
                    .extracting(Signal::getKind, Signal::getTenant, Signal::getSubject)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(SignalKind.EVENT_TYPE_UNSCORED, "acme", "snmp"),
                            org.assertj.core.groups.Tuple.tuple(SignalKind.EVENT_TYPE_UNSCORED, "acme", "rfb"));
            assertThat(signals.get(0).getText())
                    .isEqualTo("Events of type \"snmp\" from suricata-eve are not scored: no feature set takes them."
                            + " Name a type that one takes in inputs[].mapping.type, or leave them out at the source.");
            assertThat(run.settings().counters().unscored()).isEqualTo(Map.of("snmp", 5L, "rfb", 1L));
            assertThat(run.audit().stream()
                            .filter(entry -> entry.getDetail() instanceof LifecycleDetail)
                            .map(entry -> entry.getSubject()))
                    .containsExactly("snmp", "rfb");
            run.forget();
            run.expectNothingLeft();
        }
    }

    @Test
    void aTypeStaysAnnouncedAfterARestart() {
        Run.Saved saved;
        try (Run run = new Run(new Worlds().settings())) {
            run.send(event("snmp", 0), Eve.NOON);
            saved = run.saved();
        }
        try (Run run = new Run(new Worlds().settings(), saved)) {
            run.send(event("snmp", 1), Eve.NOON);
            run.send(event("quic", 2), Eve.NOON);

            assertThat(run.signals()).extracting(Signal::getSubject).containsExactly("quic");
        }
    }

    @Test
    void inventedTypesEndInOneSignalAndOneCounter() {
        try (Run run = new Run(new Worlds().settings())) {
            for (int i = 0; i < 130; i++) {
                run.send(event("made-up-" + i, i), Eve.NOON);
            }

            List<Signal> signals = run.signals();

            assertThat(signals).hasSize(101);
            assertThat(signals.get(100).getSubject()).isEqualTo("(others)");
            assertThat(signals.get(100).getText())
                    .isEqualTo("More than 100 event types are not scored; further ones are counted and not announced.");
            assertThat(run.settings().counters().unscored())
                    .hasSize(Counters.MOST_TYPES + 1)
                    .containsEntry(Counters.OTHER_TYPES, 30L);
        }
    }

    private static byte[] event(String type, int number) {
        return Eve.bytes("{\"timestamp\":\"" + Instant.ofEpochMilli(Eve.NOON + number) + "\",\"event_type\":\"" + type
                + "\",\"src_ip\":\"10.0.0.1\",\"dest_ip\":\"10.0.0.2\",\"proto\":\"TCP\"}");
    }
}
