package dev.winnow.schemas.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Band;
import dev.winnow.wire.Disposition;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands where, in words of the formats' own. */
final class OutputMappingTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN,21,0,Unknown,-1",
        "INFO,21,1,Informational,0",
        "LOW,21,2,Low,1",
        "MEDIUM,47,3,Medium,2",
        "HIGH,73,4,High,3",
        "CRITICAL,99,5,Critical,4"
    })
    void mapsBandsToExactSeverities(Band band, int ecs, int ocsf, String caption, int risk) throws IOException {
        Alert alert = AlertSamples.flow();
        alert.setBand(band);

        JsonNode finding = written("ocsf", alert);

        assertThat(written("ecs", alert).at("/event/severity").intValue()).isEqualTo(ecs);
        assertThat(finding.get("severity_id").intValue()).isEqualTo(ocsf);
        assertThat(finding.get("severity").textValue()).isEqualTo(caption);
        assertThat(finding.path("risk_level_id").asInt(-1)).isEqualTo(risk);
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN,0,200400,1,true",
        "OPENED,1,200401,1,true",
        "FOLDED,2,200402,1,true",
        "ESCALATED,2,200402,1,true",
        "MUTED,1,200401,3,false"
    })
    void mapsDispositionsToActivityAndStatus(
            Disposition disposition, int activity, long type, int status, boolean alert) throws IOException {
        Alert sample = AlertSamples.flow();
        sample.setDisposition(disposition);

        JsonNode finding = written("ocsf", sample);

        assertThat(finding.get("activity_id").intValue()).isEqualTo(activity);
        assertThat(finding.get("type_uid").longValue()).isEqualTo(type);
        assertThat(finding.get("status_id").intValue()).isEqualTo(status);
        assertThat(finding.get("is_alert").booleanValue()).isEqualTo(alert);
    }

    @Test
    void leavesOutAddressesAndPortsThatAreNone() throws IOException {
        JsonNode ecs = written("ecs", AlertSamples.ids());
        JsonNode ocsf = written("ocsf", AlertSamples.ids());

        assertThat(ecs.has("source")).isFalse();
        assertThat(ecs.at("/destination").toString()).isEqualTo("{\"ip\":\"10.0.0.5\"}");
        assertThat(ecs.at("/related/ip").toString()).isEqualTo("[\"10.0.0.5\"]");
        assertThat(ecs.has("network")).isFalse();
        assertThat(ocsf.at("/evidences/0").has("src_endpoint")).isFalse();
        assertThat(ocsf.at("/evidences/0/dst_endpoint").toString()).isEqualTo("{\"ip\":\"10.0.0.5\"}");
    }

    @Test
    void theTitleIsOneCleanLineAndTheReasonKeepsEveryCharacter() throws IOException {
        JsonNode ecs = written("ecs", AlertSamples.ids());

        assertThat(ecs.get("message").textValue()).isEqualTo("ET  [31mSCAN [0m \"quoted\" \\ <b>ü</b>  evil   😀 ?");
        assertThat(ecs.at("/event/reason").textValue())
                .isEqualTo(
                        "Rare: " + AlertSamples.HOSTILE.replace('\ud800', '?').replace("\ud83d\ude00", "😀"));
    }

    @Test
    void aSignatureOfControlCharactersAloneIsNoTitle() throws IOException {
        Alert alert = AlertSamples.ids();
        alert.getContext().put("signature", "\u001b\n");

        assertThat(written("ecs", alert).get("message").textValue())
                .isEqualTo("Unusual alert activity of dc01.corp.example");
        assertThat(written("ecs", alert).at("/rule/name").textValue()).isEqualTo("Unusual alert activity");
    }

    @Test
    void subTechniquesStandBelowTheirTechnique() throws IOException {
        JsonNode threat = written("ecs", AlertSamples.flow()).get("threat");
        JsonNode attacks = written("ocsf", AlertSamples.flow()).at("/finding_info/attacks");

        assertThat(threat.at("/tactic/id").toString()).isEqualTo("[\"TA0011\",\"TA0010\"]");
        assertThat(threat.at("/technique/id").toString()).isEqualTo("[\"T1071\",\"T1573\",\"T1041\"]");
        assertThat(threat.at("/technique/subtechnique").toString())
                .isEqualTo("{\"id\":[\"T1071.001\"],\"name\":[\"Web Protocols\"]}");
        assertThat(attacks.at("/0/technique").toString()).isEqualTo("{\"uid\":\"T1071\"}");
        assertThat(attacks.at("/0/sub_technique").toString())
                .isEqualTo("{\"uid\":\"T1071.001\",\"name\":\"Web Protocols\"}");
        assertThat(attacks.at("/1/technique/name").textValue()).isEqualTo("Encrypted Channel");
    }

    @Test
    void aMissingScoreIsAbsentAndNeverZero() throws IOException {
        assertThat(written("ecs", AlertSamples.warming()).get("winnow").has("score_current"))
                .isFalse();
        assertThat(written("json", AlertSamples.warming()).get("scoreCurrent").isNull())
                .isTrue();
    }

    @Test
    void aNumberThatIsNotFiniteIsNullInPlainJson() throws IOException {
        assertThat(written("json", AlertSamples.ids())
                        .at("/baseline/features/0/z")
                        .isNull())
                .isTrue();
    }

    @Test
    void namesTheFormatsThatThereAreWhenAskedForAnother() {
        assertThatThrownBy(() -> OutputFormats.named("cef"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("OUT-001 output format: must be one of avro, json, ecs, ocsf; was \"cef\"");
    }

    private static JsonNode written(String format, Alert alert) throws IOException {
        return JSON.readTree(OutputFormats.named(format).encode(alert));
    }
}
