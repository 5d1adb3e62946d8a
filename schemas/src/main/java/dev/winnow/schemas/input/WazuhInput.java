package dev.winnow.schemas.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Wazuh alerts ({@code alerts.json}); every record is an event of type {@code alert}.
 *
 * <p>Texts: {@code signature} (rule.description), {@code signature_id} (rule.id), {@code category} (rule.groups, joined),
 * {@code mitre_id, mitre_tactic, mitre_technique} (joined), {@code host} (agent.name), {@code host_ip}, {@code agent_id,
 * src_ip, dest_ip, user} (data.dstuser, else data.srcuser, else the Windows target user), {@code src_user, proto,
 * location, decoder, manager, uid} (id). Numbers: {@code src_port, dest_port, fired_times}, {@code source_severity}
 * (rule.level, 0 to 15) and {@code severity}, 1 to 4 by Wazuh's own classes: low to level 6, medium to 11, high to 14,
 * critical above.
 *
 * <p>The entity is the host, else its address. Required: {@code timestamp}, {@code rule.level} and
 * {@code rule.description}, in whose place {@code rule.id} may stand.
 */
final class WazuhInput implements InputFormat {
    static final String NAME = "wazuh";

    private static final List<String> ENTITY = List.of("host", "host_ip");
    private static final String TIME_FORM = "an ISO 8601 date and time such as 2026-01-31T12:00:00.123+0000";

    private final InputOptions options;
    private final JsonFactory json;

    WazuhInput(InputOptions options) {
        this.options = options;
        this.json = JsonRecord.factory(options);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Framing framing() {
        return Framing.JSON_VALUES;
    }

    @Override
    public Decoded decode(byte[] record) {
        try (JsonRecord in = JsonRecord.open(json, record, options)) {
            return new Scan(in, options).decode();
        } catch (Refusal refusal) {
            return refusal.decoded(NAME);
        }
    }

    /** One pass over one record. */
    private static final class Scan {
        private final JsonRecord in;
        private final InputOptions options;
        private final EventBuilder event = new EventBuilder();
        private final JsonFields fields;
        private @Nullable String timestamp;
        private @Nullable String sourceUser;
        private @Nullable String windowsUser;
        private int seenObjects;

        Scan(JsonRecord in, InputOptions options) {
            this.in = in;
            this.options = options;
            this.fields = new JsonFields(in, event);
        }

        Decoded decode() throws Refusal {
            for (String key = in.nextField(); key != null; key = in.nextField()) {
                topLevel(key);
            }
            in.expectEnd();
            return finish();
        }

        private void topLevel(String key) throws Refusal {
            switch (key) {
                case "timestamp" -> {
                    if (timestamp != null) {
                        throw Refusal.duplicate(key);
                    }
                    timestamp = fields.string(key);
                }
                case "rule" -> {
                    once(1, key);
                    if (fields.entersObject(key)) {
                        rule();
                    }
                }
                case "agent" -> {
                    once(2, key);
                    if (fields.entersObject(key)) {
                        agent();
                    }
                }
                case "data" -> {
                    once(4, key);
                    // Its content belongs to the decoder that wrote it: only what fits is taken.
                    if (in.token() == JsonToken.START_OBJECT) {
                        Refusal before = fields.takeNoted();
                        data();
                        fields.takeNoted();
                        refuse(before);
                    } else {
                        in.skip();
                    }
                }
                case "manager" -> named("manager");
                case "decoder" -> named("decoder");
                case "location" -> fields.text(key, key);
                case "id" -> fields.textOrNumber(key, "uid");
                default -> fields.unknown(key, options);
            }
            refuse(fields.takeNoted());
        }

        private void rule() throws Refusal {
            for (String key = in.nextField(); key != null; key = in.nextField()) {
                switch (key) {
                    case "level" -> fields.number("rule.level", "source_severity");
                    case "description" -> fields.text("rule.description", "signature");
                    case "id" -> fields.textOrNumber("rule.id", "signature_id");
                    case "groups" -> fields.joined("rule.groups", "category");
                    case "firedtimes" -> fields.number("rule.firedtimes", "fired_times");
                    case "mitre" -> mitre();
                    default -> in.skip();
                }
            }
        }

        private void mitre() throws Refusal {
            if (!fields.entersObject("rule.mitre")) {
                return;
            }
            for (String key = in.nextField(); key != null; key = in.nextField()) {
                switch (key) {
                    case "id" -> fields.joined("rule.mitre.id", "mitre_id");
                    case "tactic" -> fields.joined("rule.mitre.tactic", "mitre_tactic");
                    case "technique" -> fields.joined("rule.mitre.technique", "mitre_technique");
                    default -> in.skip();
                }
            }
        }

        private void agent() throws Refusal {
            for (String key = in.nextField(); key != null; key = in.nextField()) {
                switch (key) {
                    case "name" -> fields.text("agent.name", "host");
                    case "ip" -> fields.text("agent.ip", "host_ip");
                    case "id" -> fields.textOrNumber("agent.id", "agent_id");
                    default -> in.skip();
                }
            }
        }

        private void data() throws Refusal {
            for (String key = in.nextField(); key != null; key = in.nextField()) {
                switch (key) {
                    case "srcip", "src_ip" -> fields.text("data." + key, "src_ip");
                    case "dstip", "dest_ip" -> fields.text("data." + key, "dest_ip");
                    case "srcport", "src_port" -> fields.number("data." + key, "src_port");
                    case "dstport", "dest_port" -> fields.number("data." + key, "dest_port");
                    case "protocol", "proto" -> fields.text("data." + key, "proto");
                    case "dstuser" -> fields.text("data.dstuser", "user");
                    case "srcuser" -> {
                        sourceUser = fields.string("data.srcuser");
                        if (sourceUser != null) {
                            fields.put("data.srcuser", "src_user", sourceUser);
                        }
                    }
                    case "win" -> windows();
                    default -> in.skip();
                }
            }
        }

        /** The target user and the address of a Windows event: {@code data.win.eventdata}. */
        private void windows() throws Refusal {
            if (!fields.entersObject("data.win")) {
                return;
            }
            for (String key = in.nextField(); key != null; key = in.nextField()) {
                if (!key.equals("eventdata") || in.token() != JsonToken.START_OBJECT) {
                    in.skip();
                    continue;
                }
                for (String inner = in.nextField(); inner != null; inner = in.nextField()) {
                    switch (inner) {
                        case "targetUserName" -> windowsUser = fields.string("data.win.eventdata.targetUserName");
                        case "ipAddress" -> fields.text("data.win.eventdata.ipAddress", "src_ip");
                        default -> in.skip();
                    }
                }
            }
        }

        private void named(String key) throws Refusal {
            if (in.token() != JsonToken.START_OBJECT) {
                in.skip();
                return;
            }
            for (String inner = in.nextField(); inner != null; inner = in.nextField()) {
                if (inner.equals("name")) {
                    fields.text(key + ".name", key);
                } else {
                    in.skip();
                }
            }
        }

        private Decoded finish() throws Refusal {
            String stamp = timestamp;
            if (stamp == null) {
                throw Refusal.missing("timestamp");
            }
            long millis = Timestamps.iso(stamp);
            if (millis == Timestamps.UNREADABLE) {
                throw Refusal.timeUnreadable("timestamp", TIME_FORM, stamp);
            }
            Timestamps.inRange("timestamp", millis);
            Double level = event.numberOf("source_severity");
            if (level == null) {
                throw Refusal.missing("rule.level");
            }
            if (event.textOf("signature") == null) {
                String id = event.textOf("signature_id");
                if (id == null) {
                    throw Refusal.missing("rule.description");
                }
                event.text("signature", id);
            }
            event.number("severity", level < 7 ? 1 : level < 12 ? 2 : level < 15 ? 3 : 4);
            if (event.textOf("user") == null) {
                String user = sourceUser == null ? windowsUser : sourceUser;
                if (user != null) {
                    event.text("user", user);
                }
            }
            return event.build("alert", millis, options, ENTITY, "agent.name");
        }

        private void once(int bit, String key) throws Refusal {
            if ((seenObjects & bit) != 0) {
                throw Refusal.duplicate(key);
            }
            seenObjects |= bit;
        }

        private static void refuse(@Nullable Refusal fault) throws Refusal {
            if (fault != null) {
                throw fault;
            }
        }
    }
}
