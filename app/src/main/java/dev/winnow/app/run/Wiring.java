package dev.winnow.app.run;

import dev.winnow.app.config.ApplicationConfig;
import dev.winnow.app.config.FeatureSetConfig;
import dev.winnow.app.config.InputConfig;
import dev.winnow.app.config.InputMapping;
import dev.winnow.app.config.MuteConfig;
import dev.winnow.app.config.RegistryConfig;
import dev.winnow.app.config.Secret;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.Gate;
import dev.winnow.detectors.hash.Sha256;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.input.Mapping;
import dev.winnow.schemas.output.OutputFormats;
import dev.winnow.schemas.wire.SchemaHistory;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.serde.RegistrySettings;
import dev.winnow.topology.serde.WireCodecs;
import dev.winnow.topology.settings.ApplicationSecret;
import dev.winnow.topology.settings.AuditSettings;
import dev.winnow.topology.settings.InputTopic;
import dev.winnow.topology.settings.ModelSettings;
import dev.winnow.topology.settings.OutputTopic;
import dev.winnow.topology.settings.Topics;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.wire.AttackTag;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** From the configuration to what the topology takes. */
public final class Wiring {
    private Wiring() {}

    public static TopologySettings topology(
            WinnowConfig config, Deployment deployment, String build, WireCodec codec, Counters counters) {
        return new TopologySettings(
                config.application().id(),
                deployment.inputs(),
                Set.copyOf(config.application().tenants()),
                topics(config),
                deployment.modelInputsTopicId(),
                deployment.detectPartitions(),
                deployment.triagePartitions(),
                deployment.featureSets(),
                gates(config, deployment.featureSets()),
                config.detectors(),
                config.tables(),
                new ModelSettings(
                        ModelSettings.DEFAULT_SNAPSHOT_EVERY,
                        (long) config.state().modelCacheMb() << 20,
                        (long) config.state().entityMb() << 20,
                        config.state().entityDays() * 86_400_000L,
                        deployment.heartbeatMillis()),
                config.triage(),
                config.mutes().stream().map(MuteConfig::toMute).toList(),
                attackTags(config, deployment.featureSets()),
                new AuditSettings(
                        config.audit().organisation(),
                        config.audit().generation(),
                        deployment.key(),
                        config.guarantee() == dev.winnow.app.config.Guarantee.EXACTLY_ONCE_V2,
                        deployment.clusterId(),
                        deployment.auditTopicId(),
                        build,
                        config.effective(),
                        deployment.nonce()),
                secret(config.application()),
                outputs(config),
                codec,
                counters);
    }

    /** Avro single-object encoding, for runs that have no registry. */
    public static WireCodec codec() {
        return new SingleObjectCodec();
    }

    /** The bytes of Winnow's own topics as configured; the registry is not asked yet. */
    public static WireCodec codec(WinnowConfig config) {
        String earlier = config.application().upgradeFrom();
        SingleObjectCodec singleObject = earlier == null
                ? new SingleObjectCodec()
                : SingleObjectCodec.writingAs(SchemaHistory.bundled(), earlier);
        return WireCodecs.create(registry(config.registry()), singleObject);
    }

    private static Optional<RegistrySettings> registry(RegistryConfig config) {
        if (config.url() == null) {
            return Optional.empty();
        }
        RegistrySettings settings =
                RegistrySettings.of(URI.create(config.url())).withTimeout(Duration.ofMillis(config.timeoutMillis()));
        if (config.token() != null) {
            return Optional.of(settings.withCredentials(
                    RegistrySettings.Credentials.bearer(config.token().reveal())));
        }
        return Optional.of(
                config.user() == null || config.password() == null
                        ? settings
                        : settings.withCredentials(RegistrySettings.Credentials.basic(
                                config.user(), config.password().reveal())));
    }

    public static Topics topics(WinnowConfig config) {
        Topics named = Topics.withPrefix(config.topics().prefix());
        String audit = config.audit().topic();
        return audit == null
                ? named
                : new Topics(
                        named.feedback(),
                        named.commands(),
                        named.alerts(),
                        named.clusters(),
                        audit,
                        named.signals(),
                        named.deadLetters(),
                        named.modelInputs());
    }

    /** An input topic as configured. */
    public static InputTopic input(InputConfig input) {
        InputTopic topic = new InputTopic(
                input.topic(),
                InputFormats.create(input.format(), options(input)),
                input.tenant(),
                input.keyed(),
                input.maxFutureSkewSeconds() * 1000L);
        return input.history() ? topic.asHistory() : topic;
    }

    private static InputOptions options(InputConfig input) {
        InputMapping mapping = input.mapping();
        return InputOptions.defaults()
                .withEntityField(orEmpty(input.entityField()))
                .withTenantField(orEmpty(input.tenantField()))
                .withMapping(mapping == null ? Mapping.none() : mapping.toMapping())
                .withColumns(input.columns());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Map<String, Gate> gates(WinnowConfig config, List<FeatureSet> sets) {
        Map<String, Gate> gates = new TreeMap<>();
        config.featureSets().forEach((name, set) -> {
            Double level = set.tailLevel();
            if (level != null) {
                ids(name, sets).forEach(id -> gates.put(id, new Gate(level)));
            }
        });
        return gates;
    }

    /** Ids of the feature sets that a name in the configuration means: {@code suricata-flow}, or with version, {@code /1}. */
    public static List<String> ids(String name, List<FeatureSet> sets) {
        return sets.stream()
                .map(FeatureSet::id)
                .filter(id ->
                        id.equals(name) || id.substring(0, id.lastIndexOf('/')).equals(name))
                .toList();
    }

    private static Map<String, List<AttackTag>> attackTags(WinnowConfig config, List<FeatureSet> sets) {
        Map<String, List<AttackTag>> tags = new TreeMap<>();
        for (Map.Entry<String, FeatureSetConfig> set : config.featureSets().entrySet()) {
            List<AttackTag> techniques = set.getValue().attack().stream()
                    .map(tag -> new AttackTag(tag.tacticId(), tag.tacticName(), tag.techniqueId(), tag.techniqueName()))
                    .toList();
            ids(set.getKey(), sets).forEach(id -> tags.put(id, techniques));
        }
        return tags;
    }

    private static List<OutputTopic> outputs(WinnowConfig config) {
        return config.outputs().stream()
                .map(output ->
                        new OutputTopic(output.topic(), OutputFormats.named(output.format()), output.minimumBand()))
                .toList();
    }

    /**
     * Of 32 bytes, whatever the secret's length. Without a secret they follow from the id, which anyone can know: only demo
     * and triage come here without one.
     */
    private static ApplicationSecret secret(ApplicationConfig application) {
        Secret secret = application.secret();
        String text = secret == null ? "winnow/v1/no-secret\0" + application.id() : secret.reveal();
        return ApplicationSecret.of(Sha256.of(text.getBytes(StandardCharsets.UTF_8)), application.secretGeneration());
    }
}
