package dev.winnow.app.config;

import dev.winnow.detectors.setting.SettingException;
import dev.winnow.schemas.wire.SchemaHistory;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who this application is.
 *
 * @param id Kafka Streams application id: prefix of internal topics, transactional ids and the consumer group; letters,
 *     digits, dot, dash and underscore, at most 64
 * @param tenants tenants that exist; a record of another tenant becomes a dead letter. Empty: any tenant is accepted
 * @param secret application secret, at least 16 characters: seeds of models and keys of clusters derive from it. {@code winnow run}
 *     does not start without it
 * @param secretGeneration generation of the secret, 1 to 1000000; another secret gets the next one, and models and clusters
 *     start anew
 * @param upgradeFrom during a rolling upgrade the version that the other instances still run: records are written so that
 *     they can read them. Empty: as this version writes
 */
public record ApplicationConfig(
        String id,
        List<String> tenants,
        @Nullable Secret secret,
        int secretGeneration,
        @Nullable String upgradeFrom) {
    public ApplicationConfig {
        Rules.name("id", id, 64);
        for (String tenant : tenants) {
            Rules.name("tenants", tenant, 64);
        }
        if (new LinkedHashSet<>(tenants).size() < tenants.size()) {
            throw new SettingException("tenants", "must not repeat a name, was " + tenants);
        }
        if (secret != null && secret.reveal().length() < 16) {
            throw new SettingException(
                    "secret",
                    "must have at least 16 characters, had " + secret.reveal().length());
        }
        Rules.between("secretGeneration", secretGeneration, 1, 1_000_000);
        if (upgradeFrom != null) {
            checkRelease(upgradeFrom, SchemaHistory.bundled());
        }
        tenants = List.copyOf(tenants);
    }

    static void checkRelease(String release, SchemaHistory history) {
        boolean isKnown;
        try {
            isKnown = history.writtenBy(release).isPresent();
        } catch (IllegalArgumentException e) {
            isKnown = false;
        }
        if (!isKnown) {
            throw new SettingException(
                    "upgradeFrom",
                    "must be a released version whose schemas this one has, "
                            + (history.releases().isEmpty()
                                    ? "and there is none yet"
                                    : "from " + history.releases().get(0) + " on")
                            + "; was \"" + release + "\"");
        }
    }

    static ApplicationConfig defaults() {
        return new ApplicationConfig("winnow", List.of(), null, 1, null);
    }
}
