package dev.winnow.schemas.output;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AttackTag;
import dev.winnow.wire.Attribution;
import dev.winnow.wire.Band;
import dev.winnow.wire.Disposition;
import dev.winnow.wire.FeatureBaseline;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * OCSF Detection Finding (class 2004). Satisfies version 1.1 and the current one at once: what only 1.1 requires
 * ({@code finding_info.title}, {@code metadata.product.vendor_name}, {@code observables[].name}) is always there, and what
 * later versions added stands where a 1.1 consumer ignores it.
 */
final class OcsfOutput implements OutputFormat {
    /** Version that consumers are told; attributes of later versions are optional there. */
    static final String OCSF_VERSION = "1.5.0";

    private static final int CLASS_UID = 2004;
    private static final int CATEGORY_UID = 2;
    private static final int STATUS_NEW = 1;
    private static final int STATUS_SUPPRESSED = 3;
    private static final int OBSERVABLE_HOSTNAME = 1;
    private static final int OBSERVABLE_ADDRESS = 2;
    private static final int OBSERVABLE_USER = 4;

    @Override
    public String name() {
        return "ocsf";
    }

    @Override
    public byte[] encode(Alert alert) {
        return AlertText.json(json -> write(json, alert));
    }

    private static void write(JsonGenerator json, Alert alert) throws IOException {
        Activity activity = Activity.of(alert.getDisposition());
        boolean muted = alert.getDisposition() == Disposition.MUTED;
        Severity severity = Severity.of(alert.getBand());
        json.writeStartObject();
        json.writeNumberField("category_uid", CATEGORY_UID);
        json.writeStringField("category_name", "Findings");
        json.writeNumberField("class_uid", CLASS_UID);
        json.writeStringField("class_name", "Detection Finding");
        json.writeNumberField("activity_id", activity.id);
        json.writeStringField("activity_name", activity.caption);
        json.writeNumberField("type_uid", CLASS_UID * 100L + activity.id);
        json.writeStringField("type_name", "Detection Finding: " + activity.caption);
        json.writeNumberField("time", alert.getEventTime().toEpochMilli());
        json.writeNumberField("severity_id", severity.id);
        json.writeStringField("severity", severity.caption);
        json.writeNumberField("status_id", muted ? STATUS_SUPPRESSED : STATUS_NEW);
        json.writeStringField("status", muted ? "Suppressed" : "New");
        json.writeBooleanField("is_alert", !muted);
        json.writeStringField("message", alert.getReason());
        confidence(json, alert);
        if (severity != Severity.UNKNOWN) {
            json.writeNumberField("risk_level_id", severity.id - 1);
        }
        json.writeNumberField("risk_score", AlertText.percent(alert.getProbability()));
        metadata(json, alert);
        findingInfo(json, alert);
        evidences(json, alert);
        observables(json, alert);
        anomalyAnalyses(json, alert);
        json.writeFieldName("unmapped");
        unmapped(json, alert);
        json.writeEndObject();
    }

    /** The calibrated probability; how sure we are of it depends on the labels behind it. */
    private static void confidence(JsonGenerator json, Alert alert) throws IOException {
        int confidence = alert.getCalibratorLabels() == 0 ? 1 : alert.getCalibratorLabels() < 200 ? 2 : 3;
        json.writeNumberField("confidence_id", confidence);
        json.writeNumberField("confidence_score", AlertText.percent(alert.getProbability()));
    }

    private static void metadata(JsonGenerator json, Alert alert) throws IOException {
        json.writeObjectFieldStart("metadata");
        json.writeStringField("version", OCSF_VERSION);
        json.writeStringField("uid", alert.getId());
        json.writeStringField("tenant_uid", alert.getTenant());
        json.writeStringField("original_time", alert.getEventTime().toString());
        json.writeObjectFieldStart("product");
        json.writeStringField("name", AlertText.PRODUCT);
        json.writeStringField("vendor_name", AlertText.PRODUCT);
        json.writeObjectFieldStart("feature");
        json.writeStringField("name", alert.getFeatures().getFeatureSet());
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void findingInfo(JsonGenerator json, Alert alert) throws IOException {
        json.writeObjectFieldStart("finding_info");
        // Stable over Create and Update: the fold, not the single alert.
        json.writeStringField("uid", alert.getFoldId());
        json.writeStringField("title", AlertText.title(alert));
        json.writeStringField("desc", alert.getReason());
        json.writeNumberField("related_events_count", alert.getFoldedCount());
        json.writeArrayFieldStart("types");
        json.writeString("Anomaly");
        json.writeEndArray();
        json.writeObjectFieldStart("analytic");
        json.writeNumberField("type_id", 4);
        json.writeStringField("type", "Learning (ML/DL)");
        json.writeStringField("name", alert.getFeatures().getFeatureSet());
        json.writeStringField("uid", AlertText.model(alert));
        json.writeStringField("version", Long.toString(alert.getModelGeneration()));
        json.writeEndObject();
        if (!alert.getAttack().isEmpty()) {
            json.writeArrayFieldStart("attacks");
            for (AttackTag tag : alert.getAttack()) {
                json.writeStartObject();
                reference(json, "tactic", tag.getTacticId(), tag.getTacticName());
                if (AlertText.isSubTechnique(tag)) {
                    json.writeObjectFieldStart("technique");
                    json.writeStringField("uid", AlertText.parentTechnique(tag));
                    json.writeEndObject();
                    reference(json, "sub_technique", tag.getTechniqueId(), tag.getTechniqueName());
                } else {
                    reference(json, "technique", tag.getTechniqueId(), tag.getTechniqueName());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void reference(JsonGenerator json, String name, String uid, String text) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("uid", uid);
        json.writeStringField("name", text);
        json.writeEndObject();
    }

    private static void evidences(JsonGenerator json, Alert alert) throws IOException {
        json.writeArrayFieldStart("evidences");
        json.writeStartObject();
        endpoint(json, "src_endpoint", AlertText.address(alert, "src_ip"), AlertText.port(alert, "src_port"));
        endpoint(json, "dst_endpoint", AlertText.address(alert, "dest_ip"), AlertText.port(alert, "dest_port"));
        connection(json, alert);
        String host = AlertText.context(alert, "host");
        if (host != null) {
            json.writeObjectFieldStart("device");
            json.writeStringField("hostname", host);
            json.writeNumberField("type_id", 0);
            json.writeStringField("type", "Unknown");
            json.writeEndObject();
        }
        String user = AlertText.context(alert, "user");
        if (user != null) {
            json.writeObjectFieldStart("user");
            json.writeStringField("name", user);
            json.writeEndObject();
        }
        json.writeObjectFieldStart("data");
        json.writeStringField("entity", alert.getEntity());
        json.writeStringField(
                "source",
                alert.getSource().getTopic() + "-"
                        + alert.getSource().getPartition() + "@"
                        + alert.getSource().getOffset());
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndArray();
    }

    /** The direction is required where there is a connection, and not known. */
    private static void connection(JsonGenerator json, Alert alert) throws IOException {
        String transport = AlertText.context(alert, "proto");
        if (transport == null) {
            return;
        }
        json.writeObjectFieldStart("connection_info");
        json.writeNumberField("direction_id", 0);
        json.writeStringField("direction", "Unknown");
        json.writeStringField("protocol_name", transport.toLowerCase(Locale.ROOT));
        json.writeEndObject();
    }

    private static void endpoint(JsonGenerator json, String name, @Nullable String ip, @Nullable Long port)
            throws IOException {
        if (ip == null) {
            return;
        }
        json.writeObjectFieldStart(name);
        json.writeStringField("ip", ip);
        if (port != null) {
            json.writeNumberField("port", port);
        }
        json.writeEndObject();
    }

    private static void observables(JsonGenerator json, Alert alert) throws IOException {
        json.writeArrayFieldStart("observables");
        String user = AlertText.context(alert, "user");
        int entityType = IpAddresses.isAddress(alert.getEntity())
                ? OBSERVABLE_ADDRESS
                : alert.getEntity().equals(user) ? OBSERVABLE_USER : OBSERVABLE_HOSTNAME;
        observable(json, "evidences.data.entity", entityType, alert.getEntity());
        String source = AlertText.address(alert, "src_ip");
        if (source != null) {
            observable(json, "evidences.src_endpoint.ip", OBSERVABLE_ADDRESS, source);
        }
        String destination = AlertText.address(alert, "dest_ip");
        if (destination != null) {
            observable(json, "evidences.dst_endpoint.ip", OBSERVABLE_ADDRESS, destination);
        }
        String host = AlertText.context(alert, "host");
        if (host != null) {
            observable(json, "evidences.device.hostname", OBSERVABLE_HOSTNAME, host);
        }
        if (user != null) {
            observable(json, "evidences.user.name", OBSERVABLE_USER, user);
        }
        json.writeEndArray();
    }

    private static void observable(JsonGenerator json, String name, int type, String value) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeNumberField("type_id", type);
        json.writeStringField("value", value);
        json.writeEndObject();
    }

    /** Observed and expected value of each feature that has a share in the score. */
    private static void anomalyAnalyses(JsonGenerator json, Alert alert) throws IOException {
        int count = Math.min(
                alert.getAttributions().size(),
                alert.getBaseline().getFeatures().size());
        boolean any = false;
        for (int i = 0; i < count; i++) {
            any |= isStrange(alert, i);
        }
        if (!any) {
            return;
        }
        json.writeArrayFieldStart("anomaly_analyses");
        json.writeStartObject();
        json.writeArrayFieldStart("analysis_targets");
        json.writeStartObject();
        json.writeStringField("name", alert.getEntity());
        json.writeStringField("type", "Entity");
        json.writeEndObject();
        json.writeEndArray();
        json.writeArrayFieldStart("anomalies");
        for (int i = 0; i < count; i++) {
            FeatureBaseline row = alert.getBaseline().getFeatures().get(i);
            Double observed = row.getObserved();
            if (isStrange(alert, i) && observed != null) {
                observation(json, row.getFeature(), observed);
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("baselines");
        for (int i = 0; i < count; i++) {
            FeatureBaseline row = alert.getBaseline().getFeatures().get(i);
            if (isStrange(alert, i) && row.getObserved() != null) {
                observation(json, row.getFeature(), row.getExpected());
            }
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
    }

    private static boolean isStrange(Alert alert, int index) {
        Attribution part = alert.getAttributions().get(index);
        FeatureBaseline row = alert.getBaseline().getFeatures().get(index);
        Double observed = row.getObserved();
        return part.getHigh() + part.getLow() > 0
                && observed != null
                && Double.isFinite(observed)
                && Double.isFinite(row.getExpected());
    }

    private static void observation(JsonGenerator json, String parameter, double value) throws IOException {
        json.writeStartObject();
        json.writeStringField("observation_parameter", parameter);
        json.writeArrayFieldStart("observations");
        json.writeStartObject();
        json.writeStringField("value", Double.toString(value));
        json.writeNumberField("count", 1);
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void unmapped(JsonGenerator json, Alert alert) throws IOException {
        json.writeStartObject();
        json.writeStringField("winnow_band", alert.getBand().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("winnow_probability", alert.getProbability());
        json.writeNumberField("winnow_calibrator_epoch", alert.getCalibratorEpoch());
        json.writeNumberField("winnow_calibrator_labels", alert.getCalibratorLabels());
        json.writeStringField("winnow_cluster_id", alert.getClusterId());
        json.writeStringField("winnow_audit_origin", alert.getAuditOrigin());
        json.writeNumberField("winnow_audit_sequence", alert.getAuditSequence());
        json.writeEndObject();
    }

    /** What became of the finding, by OCSF's numbers. */
    private enum Activity {
        UNKNOWN(0, "Unknown"),
        CREATE(1, "Create"),
        UPDATE(2, "Update");

        private final int id;
        private final String caption;

        Activity(int id, String caption) {
            this.id = id;
            this.caption = caption;
        }

        /** Escalated and folded alerts belong to a finding that exists; a muted one is a finding of its own. */
        static Activity of(Disposition disposition) {
            return switch (disposition) {
                case UNKNOWN -> UNKNOWN;
                case OPENED, MUTED -> CREATE;
                case FOLDED, ESCALATED -> UPDATE;
            };
        }
    }

    /** OCSF's severities that a band can become; risk levels are one lower. */
    private enum Severity {
        UNKNOWN(0, "Unknown"),
        INFORMATIONAL(1, "Informational"),
        LOW(2, "Low"),
        MEDIUM(3, "Medium"),
        HIGH(4, "High"),
        CRITICAL(5, "Critical");

        private final int id;
        private final String caption;

        Severity(int id, String caption) {
            this.id = id;
            this.caption = caption;
        }

        static Severity of(Band band) {
            return switch (band) {
                case UNKNOWN -> UNKNOWN;
                case INFO -> INFORMATIONAL;
                case LOW -> LOW;
                case MEDIUM -> MEDIUM;
                case HIGH -> HIGH;
                case CRITICAL -> CRITICAL;
            };
        }
    }
}
