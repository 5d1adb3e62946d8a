package dev.winnow.schemas.output;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AttackTag;
import dev.winnow.wire.Attribution;
import dev.winnow.wire.GroupPart;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Elastic Common Schema, shaped so that Elastic Security's prebuilt rule for external alerts takes it without a mapping:
 * {@code event.kind} is {@code alert} ({@code signal} is reserved), the name stands in {@code message}, and
 * {@code event.severity} is exactly 21, 47, 73 or 99. Fields of our own stand under {@code winnow}.
 */
final class EcsOutput implements OutputFormat {
    /** Version that the golden files are validated against. */
    static final String ECS_VERSION = "8.17.0";

    /** Attributions worth a reader's time in a SIEM's row. */
    private static final int TOP_ATTRIBUTIONS = 5;

    @Override
    public String name() {
        return "ecs";
    }

    @Override
    public byte[] encode(Alert alert) {
        return AlertText.json(json -> write(json, alert));
    }

    private static void write(JsonGenerator json, Alert alert) throws IOException {
        json.writeStartObject();
        json.writeStringField("@timestamp", alert.getEventTime().toString());
        json.writeStringField("message", AlertText.title(alert));
        json.writeObjectFieldStart("ecs");
        json.writeStringField("version", ECS_VERSION);
        json.writeEndObject();
        event(json, alert);
        rule(json, alert);
        endpoint(json, "source", AlertText.address(alert, "src_ip"), AlertText.port(alert, "src_port"));
        endpoint(json, "destination", AlertText.address(alert, "dest_ip"), AlertText.port(alert, "dest_port"));
        named(json, "host", AlertText.context(alert, "host"));
        named(json, "user", AlertText.context(alert, "user"));
        network(json, alert);
        related(json, alert);
        threat(json, alert);
        json.writeObjectFieldStart("observer");
        json.writeStringField("vendor", AlertText.PRODUCT);
        json.writeStringField("product", AlertText.PRODUCT);
        json.writeStringField("type", "anomaly-detection");
        json.writeEndObject();
        json.writeObjectFieldStart("organization");
        json.writeStringField("id", alert.getTenant());
        json.writeEndObject();
        winnow(json, alert);
        json.writeEndObject();
    }

    private static void event(JsonGenerator json, Alert alert) throws IOException {
        json.writeObjectFieldStart("event");
        json.writeStringField("kind", "alert");
        json.writeArrayFieldStart("category");
        json.writeString("intrusion_detection");
        if (alert.getType().equals("auth")) {
            json.writeString("authentication");
        }
        if (AlertText.address(alert, "src_ip") != null && AlertText.address(alert, "dest_ip") != null) {
            json.writeString("network");
        }
        json.writeEndArray();
        json.writeArrayFieldStart("type");
        json.writeString("info");
        json.writeEndArray();
        json.writeStringField("id", alert.getId());
        json.writeStringField("hash", sha256(alert));
        json.writeStringField("action", "anomaly-detected");
        json.writeStringField("module", "winnow");
        json.writeStringField("dataset", "winnow.alert");
        json.writeStringField("provider", alert.getFeatures().getFeatureSet());
        json.writeStringField("reason", alert.getReason());
        json.writeNumberField("severity", severity(alert));
        json.writeNumberField("risk_score", 100 * alert.getProbability());
        json.writeNumberField("risk_score_norm", 100 * alert.getProbability());
        json.writeEndObject();
    }

    /** Info has no value of its own in the rule's table; it is sent as low. */
    static int severity(Alert alert) {
        return switch (alert.getBand()) {
            case UNKNOWN, INFO, LOW -> 21;
            case MEDIUM -> 47;
            case HIGH -> 73;
            case CRITICAL -> 99;
        };
    }

    private static void rule(JsonGenerator json, Alert alert) throws IOException {
        json.writeObjectFieldStart("rule");
        json.writeStringField("id", alert.getFeatures().getFeatureSet());
        json.writeStringField("name", AlertText.rule(alert));
        json.writeStringField("ruleset", "winnow");
        json.writeStringField("version", Long.toString(alert.getModelGeneration()));
        json.writeEndObject();
    }

    private static void endpoint(JsonGenerator json, String name, @Nullable String ip, @Nullable Long port)
            throws IOException {
        if (ip == null && port == null) {
            return;
        }
        json.writeObjectFieldStart(name);
        if (ip != null) {
            json.writeStringField("ip", ip);
        }
        if (port != null) {
            json.writeNumberField("port", port);
        }
        json.writeEndObject();
    }

    private static void named(JsonGenerator json, String object, @Nullable String name) throws IOException {
        if (name != null) {
            json.writeObjectFieldStart(object);
            json.writeStringField("name", name);
            json.writeEndObject();
        }
    }

    private static void network(JsonGenerator json, Alert alert) throws IOException {
        String transport = AlertText.context(alert, "proto");
        String protocol = AlertText.protocol(alert);
        String community = AlertText.context(alert, "community_id");
        if (transport == null && protocol == null && community == null) {
            return;
        }
        json.writeObjectFieldStart("network");
        if (transport != null) {
            json.writeStringField("transport", transport.toLowerCase(Locale.ROOT));
        }
        if (protocol != null) {
            json.writeStringField("protocol", protocol);
        }
        if (community != null) {
            json.writeStringField("community_id", community);
        }
        json.writeEndObject();
    }

    private static void related(JsonGenerator json, Alert alert) throws IOException {
        TreeSet<String> addresses = new TreeSet<>();
        for (String field : List.of("src_ip", "dest_ip")) {
            String address = AlertText.address(alert, field);
            if (address != null) {
                addresses.add(address);
            }
        }
        TreeSet<String> hosts = new TreeSet<>();
        if (IpAddresses.isAddress(alert.getEntity())) {
            addresses.add(alert.getEntity());
        } else if (!alert.getEntity().equals(AlertText.context(alert, "user"))) {
            hosts.add(alert.getEntity());
        }
        String host = AlertText.context(alert, "host");
        if (host != null) {
            hosts.add(host);
        }
        String user = AlertText.context(alert, "user");
        json.writeObjectFieldStart("related");
        texts(json, "ip", addresses);
        texts(json, "hosts", hosts);
        if (user != null) {
            texts(json, "user", List.of(user));
        }
        json.writeEndObject();
    }

    private static void threat(JsonGenerator json, Alert alert) throws IOException {
        if (alert.getAttack().isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("threat");
        json.writeStringField("framework", "MITRE ATT&CK");
        json.writeObjectFieldStart("tactic");
        texts(json, "id", distinct(alert, AttackTag::getTacticId));
        texts(json, "name", distinct(alert, AttackTag::getTacticName));
        json.writeEndObject();
        List<AttackTag> whole = alert.getAttack().stream()
                .filter(tag -> !AlertText.isSubTechnique(tag))
                .toList();
        List<AttackTag> parts =
                alert.getAttack().stream().filter(AlertText::isSubTechnique).toList();
        json.writeObjectFieldStart("technique");
        texts(json, "id", distinct(alert, AlertText::parentTechnique));
        if (!whole.isEmpty()) {
            texts(
                    json,
                    "name",
                    whole.stream().map(AttackTag::getTechniqueName).distinct().toList());
        }
        if (!parts.isEmpty()) {
            json.writeObjectFieldStart("subtechnique");
            texts(
                    json,
                    "id",
                    parts.stream().map(AttackTag::getTechniqueId).distinct().toList());
            texts(
                    json,
                    "name",
                    parts.stream().map(AttackTag::getTechniqueName).distinct().toList());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static List<String> distinct(Alert alert, Function<AttackTag, String> text) {
        return alert.getAttack().stream().map(text).distinct().toList();
    }

    private static void winnow(JsonGenerator json, Alert alert) throws IOException {
        json.writeObjectFieldStart("winnow");
        json.writeStringField("entity", alert.getEntity());
        json.writeStringField("model_state", alert.getModelState().name().toLowerCase(Locale.ROOT));
        json.writeStringField("disposition", alert.getDisposition().name().toLowerCase(Locale.ROOT));
        number(json, "score_initial", alert.getScoreInitial());
        number(json, "score_current", alert.getScoreCurrent());
        json.writeNumberField("probability", alert.getProbability());
        json.writeStringField("band", alert.getBand().name().toLowerCase(Locale.ROOT));
        json.writeStringField("calibrator", alert.getCalibrator());
        json.writeNumberField("calibrator_epoch", alert.getCalibratorEpoch());
        json.writeNumberField("calibrator_labels", alert.getCalibratorLabels());
        json.writeStringField("cluster_id", alert.getClusterId());
        json.writeNumberField("folded_count", alert.getFoldedCount());
        json.writeArrayFieldStart("attribution");
        List<Attribution> strongest = alert.getAttributions().stream()
                .filter(part -> part.getHigh() + part.getLow() > 0)
                .sorted(Comparator.comparingDouble((Attribution part) -> -(part.getHigh() + part.getLow()))
                        .thenComparing(Attribution::getFeature))
                .limit(TOP_ATTRIBUTIONS)
                .toList();
        for (Attribution part : strongest) {
            json.writeStartObject();
            json.writeStringField("feature", part.getFeature());
            json.writeNumberField("high", part.getHigh());
            json.writeNumberField("low", part.getLow());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("groups");
        for (GroupPart part : alert.getGroups()) {
            json.writeStartObject();
            json.writeStringField("group", part.getGroup());
            json.writeNumberField("share", part.getShare());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (alert.getLeadingFeature() != null) {
            json.writeStringField("leading_feature", alert.getLeadingFeature());
            number(json, "leading_share", alert.getLeadingShare());
        }
        json.writeFieldName("baseline");
        WireJson.write(json, alert.getBaseline());
        json.writeObjectFieldStart("audit");
        json.writeStringField("origin", alert.getAuditOrigin());
        json.writeNumberField("sequence", alert.getAuditSequence());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, @Nullable Double value) throws IOException {
        if (value != null && Double.isFinite(value)) {
            json.writeNumberField(name, value);
        }
    }

    private static void texts(JsonGenerator json, String name, Iterable<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    /** Over the plain JSON form, which is the same for the same alert. */
    private static String sha256(Alert alert) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(WireJson.encode(alert)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
