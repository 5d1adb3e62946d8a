package dev.winnow.app.demo.day;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.schemas.event.Event;
import dev.winnow.schemas.input.Decoded;
import dev.winnow.schemas.input.InputFormat;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real input formats read what the synthetic sensors write. */
class DayDecodingTest {
    private static SyntheticDay day;
    private static List<Event> events;

    @BeforeAll
    static void decodeAll() {
        day = SyntheticDay.of(42, 1);
        InputFormat eve = InputFormats.create("suricata-eve", InputOptions.defaults());
        InputFormat zeek = InputFormats.create("zeek", InputOptions.defaults());
        events = new ArrayList<>();
        for (DayRecord record : day.records()) {
            Decoded decoded = (record.topicRole().equals(SyntheticDay.EVE) ? eve : zeek).decode(record.value());
            assertThat(decoded).as(record.toString()).isInstanceOf(Decoded.Accepted.class);
            events.add(((Decoded.Accepted) decoded).event());
        }
    }

    @Test
    void everyRecordIsAcceptedAtItsTime() {
        for (DayRecord record : day.records()) {
            assertThat(events.get((int) record.index()).timeMillis()).isEqualTo(record.timeMillis());
        }
    }

    @Test
    void bothSensorsOnOneTopicAreToldApart() {
        DayInput input = new DayInput();
        for (DayRecord record : day.records()) {
            Decoded decoded = input.decode(record.value());
            assertThat(((Decoded.Accepted) decoded).event()).isEqualTo(events.get((int) record.index()));
        }
        assertThat(input.decode(new byte[0])).isInstanceOf(Decoded.Refused.class);
    }

    @Test
    void eventsHaveTheTypesOfTheirSensors() {
        Map<String, Integer> types = new TreeMap<>();
        for (Event event : events) {
            types.merge(event.type(), 1, Integer::sum);
        }
        assertThat(types).containsOnlyKeys("alert", "auth", "dns", "flow", "http", "tls");
    }

    @Test
    void anAttackIsJudgedUnderItsEntity() {
        for (Attack attack : day.attacks()) {
            for (long index : attack.records()) {
                assertThat(attack.entities()).contains(events.get((int) index).entity());
            }
        }
    }

    @Test
    void flowsCarryTheCountersThatFeaturesNeed() {
        for (Event event : events) {
            if (event.type().equals("flow")) {
                assertThat(event.numbers())
                        .containsKeys("bytes_out", "bytes_in", "packets_out", "packets_in", "duration", "dest_port");
                assertThat(event.texts()).containsKeys("src_ip", "dest_ip", "proto", "state");
            }
        }
    }

    @Test
    void loginsSayHowTheyEnded() {
        Map<String, Integer> outcomes = new TreeMap<>();
        for (Event event : events) {
            if (event.type().equals("auth")) {
                outcomes.merge(event.texts().getOrDefault("outcome", "none"), 1, Integer::sum);
            }
        }
        assertThat(outcomes).containsOnlyKeys("failure", "success");
        assertThat(outcomes.get("failure")).isGreaterThan(300);
    }

    @Test
    void queriesOfBothDnsVersionsAreReadAlike() {
        for (Event event : events) {
            if (event.type().equals("dns")) {
                assertThat(event.texts()).containsKeys("query", "rrtype", "dns_kind");
                assertThat(event.texts().get("dns_kind")).isIn("query", "answer");
            }
        }
    }
}
