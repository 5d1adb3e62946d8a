package dev.winnow.app.config;

import dev.winnow.detectors.setting.SettingException;
import dev.winnow.triage.band.Band;
import java.util.List;

/**
 * One more topic that alerts go to, in a format of others.
 *
 * @param format output format: ecs, ocsf, json or avro
 * @param topic topic that is written
 * @param minimumBand lowest band that is sent
 */
public record OutputConfig(String format, String topic, Band minimumBand) {
    /** The formats that an output may have. */
    static final List<String> FORMATS = List.of("ecs", "ocsf", "json", "avro");

    public OutputConfig {
        if (!FORMATS.contains(format)) {
            throw new SettingException(
                    "format",
                    "must be one of " + String.join(", ", FORMATS)
                            + NearWord.of(format, FORMATS)
                                    .map(near -> " (did you mean " + near + "?)")
                                    .orElse("")
                            + ", was \"" + format + "\"");
        }
        Rules.topic("topic", topic);
    }

    static OutputConfig defaults(String format, String topic) {
        return new OutputConfig(format, topic, Band.LOW);
    }
}
