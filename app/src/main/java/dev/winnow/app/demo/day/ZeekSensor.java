package dev.winnow.app.demo.day;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A Zeek sensor that writes ssh.log as the JSON streaming package does: {@code _path}, dotted keys, ISO time. Mutable, one owner. */
final class ZeekSensor {
    /* Fields and their order: Zeek, scripts/base/protocols/ssh/main.zeek, SSH::Info. */
    private static final JsonFactory JSON = new JsonFactory();
    /** Zeek writes the line once the outcome is known, not when the connection ends. */
    private static final long DECIDED_AFTER_MICROS = 1_400_000L;

    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final DayRecording recording;
    private final SeededRandom random;

    ZeekSensor(DayRecording recording, SeededRandom random) {
        this.recording = recording;
        this.random = random;
    }

    /** Writes the login attempts of one SSH connection; the record is stamped with the connection's start. */
    void ssh(Flow flow, boolean success, int attempts, String client, String server, Activity activity) {
        if (!recording.covers(flow.startMicros())) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(640);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("_path", "ssh");
            json.writeStringField(
                    "_write_ts",
                    SensorTime.zeek(flow.startMicros() + Math.min(flow.durationMicros(), DECIDED_AFTER_MICROS)));
            json.writeStringField("ts", SensorTime.zeek(flow.startMicros()));
            json.writeStringField("uid", "C" + random.text(BASE62, 17));
            json.writeStringField("id.orig_h", flow.source());
            json.writeNumberField("id.orig_p", flow.sourcePort());
            json.writeStringField("id.resp_h", flow.destination());
            json.writeNumberField("id.resp_p", flow.destinationPort());
            json.writeNumberField("version", 2);
            json.writeBooleanField("auth_success", success);
            json.writeNumberField("auth_attempts", attempts);
            if (!Office.isInside(flow.source())) {
                json.writeStringField("direction", "INBOUND");
            }
            json.writeStringField("client", client);
            json.writeStringField("server", server);
            json.writeStringField("cipher_alg", "chacha20-poly1305@openssh.com");
            json.writeStringField("mac_alg", "umac-64-etm@openssh.com");
            json.writeStringField("compression_alg", "none");
            json.writeStringField("kex_alg", "curve25519-sha256");
            json.writeStringField("host_key_alg", "ssh-ed25519");
            json.writeStringField("host_key", Office.hostKey(flow.destination()));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory does not fail", e);
        }
        recording.add(flow.startMicros(), SyntheticDay.ZEEK, bytes.toByteArray(), activity);
    }
}
