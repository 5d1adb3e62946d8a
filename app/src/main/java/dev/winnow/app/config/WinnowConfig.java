package dev.winnow.app.config;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.hash.Sha256;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.detectors.setting.SettingException;
import dev.winnow.triage.TriageConfig;
import dev.winnow.triage.mute.Mutes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The whole configuration, nested like {@code winnow.yaml}. Immutable.
 *
 * @param application who this application is
 * @param kafka how Kafka is reached
 * @param guarantee what is promised about each input record
 * @param inputs topics of events
 * @param detectors how one segment's model works, where the feature set's engine is entities
 * @param tables the same where it is table
 * @param triage how scores become alerts
 * @param featureSets settings of single feature sets, by name
 * @param mutes mutes and maintenance windows; each suppresses and counts alerts, deletes none, and always ends
 * @param audit the audit log
 * @param outputs further topics of alerts, in formats of others
 * @param topics names and shape of the topics
 * @param registry the schema registry
 * @param http the HTTP server
 * @param state state on disk and in memory
 * @param threads stream threads, 1 to 1024; more than there are partitions stand idle
 */
public record WinnowConfig(
        ApplicationConfig application,
        KafkaConfig kafka,
        Guarantee guarantee,
        List<InputConfig> inputs,
        SegmentConfig detectors,
        SegmentConfig tables,
        TriageConfig triage,
        Map<String, FeatureSetConfig> featureSets,
        List<MuteConfig> mutes,
        AuditConfig audit,
        List<OutputConfig> outputs,
        TopicsConfig topics,
        RegistryConfig registry,
        HttpConfig http,
        StateConfig state,
        int threads) {

    public WinnowConfig {
        Rules.between("threads", threads, 1, 1024);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        mutes = List.copyOf(mutes);
        checkMutes(mutes, application);
        featureSets = SettingTypes.sorted(featureSets);
        checkDeclared(featureSets);
        Set<String> own = new HashSet<>();
        for (String role : List.of("feedback", "alerts", "clusters", "signals", "dead-letters")) {
            own.add(topics.name(role));
        }
        own.add(audit.topic() == null ? topics.name("audit") : audit.topic());
        Set<String> events = new HashSet<>();
        for (int i = 0; i < inputs.size(); i++) {
            InputConfig input = inputs.get(i);
            if (own.contains(input.topic())) {
                throw new SettingException(
                        "CFG-009",
                        "inputs[" + i + "].topic",
                        "must not be one of Winnow's own" + " topics, was \"" + input.topic() + "\"");
            }
            if (!events.add(input.topic())) {
                throw new SettingException(
                        "CFG-009",
                        "inputs[" + i + "].topic",
                        "must not be read by two inputs, was \"" + input.topic() + "\"");
            }
            if (!application.tenants().isEmpty() && !application.tenants().contains(input.tenant())) {
                throw new SettingException(
                        "CFG-010",
                        "inputs[" + i + "].tenant",
                        "must be one of application.tenants (" + String.join(", ", application.tenants()) + "), was \""
                                + input.tenant() + "\"");
            }
        }
        Set<String> written = new HashSet<>();
        for (int i = 0; i < outputs.size(); i++) {
            String topic = outputs.get(i).topic();
            if (own.contains(topic) || events.contains(topic) || !written.add(topic)) {
                throw new SettingException(
                        "CFG-009",
                        "outputs[" + i + "].topic",
                        "must be a topic that nothing else reads or writes, was \"" + topic + "\"");
            }
        }
    }

    private static void checkDeclared(Map<String, FeatureSetConfig> featureSets) {
        featureSets.forEach((name, set) -> set.declared().ifPresent(declared -> {
            String own = declared.id().substring(0, declared.id().lastIndexOf('/'));
            if (!own.equals(name)) {
                throw new SettingException(
                        "CFG-033",
                        "featureSets." + name + ".declaration",
                        "must declare a set of that name, declares \"" + own + "\"");
            }
        }));
    }

    /** Feature sets in the order in which they are asked: those that are declared here by name, then the built-in ones. */
    public List<FeatureSet> allFeatureSets() {
        List<FeatureSet> sets = new ArrayList<>();
        featureSets.values().forEach(set -> set.declared().ifPresent(sets::add));
        FeatureSets.builtIn().stream()
                .filter(set -> sets.stream().noneMatch(own -> own.id().equals(set.id())))
                .forEach(sets::add);
        return sets;
    }

    private static void checkMutes(List<MuteConfig> mutes, ApplicationConfig application) {
        Set<String> ids = new HashSet<>();
        Map<String, Integer> counts = new java.util.TreeMap<>();
        for (int i = 0; i < mutes.size(); i++) {
            MuteConfig mute = mutes.get(i);
            if (!ids.add(mute.tenant() + "|" + mute.id())) {
                throw new SettingException(
                        "CFG-030",
                        "mutes[" + i + "].id",
                        "must be given once a tenant, was \"" + mute.id() + "\" again");
            }
            if (!application.tenants().isEmpty() && !application.tenants().contains(mute.tenant())) {
                throw new SettingException(
                        "CFG-010",
                        "mutes[" + i + "].tenant",
                        "must be one of application.tenants (" + String.join(", ", application.tenants()) + "), was \""
                                + mute.tenant() + "\"");
            }
            if (counts.merge(mute.tenant(), 1, Integer::sum) > Mutes.MOST) {
                throw new SettingException(
                        "CFG-031", "mutes[" + i + "]", "a tenant can have at most " + Mutes.MOST + " mutes");
            }
        }
    }

    /** What holds where nothing is set; there are no inputs. */
    public static WinnowConfig defaults() {
        return new WinnowConfig(
                ApplicationConfig.defaults(),
                KafkaConfig.defaults(),
                Guarantee.EXACTLY_ONCE_V2,
                List.of(),
                SegmentConfig.defaults(),
                SegmentConfig.table(),
                TriageConfig.defaults(),
                Map.of(),
                List.of(),
                AuditConfig.defaults(),
                List.of(),
                TopicsConfig.defaults(),
                RegistryConfig.defaults(),
                HttpConfig.defaults(),
                StateConfig.defaults(),
                2);
    }

    /**
     * Reads a file and puts the environment over it.
     *
     * @param environment all variables; those that do not begin with {@code WINNOW_} are ignored
     * @throws ConfigurationException with everything that is wrong
     */
    public static WinnowConfig load(Path file, Map<String, String> environment) {
        String name = String.valueOf(file.getFileName());
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new ConfigurationException(List.of(new Problem(
                    "CFG-005",
                    file.toString(),
                    "must be a readable text file in UTF-8; found "
                            + e.getClass().getSimpleName(),
                    "")));
        }
        Path parent = file.toAbsolutePath().getParent();
        return parse(text, name, parent == null ? Path.of("") : parent, environment);
    }

    /**
     * Reads a text and puts the environment over it.
     *
     * @param name what messages call the text
     * @param baseDirectory what relative paths of secret files start from
     * @throws ConfigurationException with everything that is wrong
     */
    public static WinnowConfig parse(String text, String name, Path baseDirectory, Map<String, String> environment) {
        List<Problem> problems = new ArrayList<>();
        Node.Mapping tree = new YamlReader(name, problems).read(text);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        tree = new EnvironmentOverlay(problems).apply(WinnowConfig.class, tree, environment);
        WinnowConfig config = new Binder(WinnowConfig.class, baseDirectory, problems).bind(WinnowConfig.class, tree);
        if (!problems.isEmpty() || config == null) {
            throw new ConfigurationException(problems);
        }
        return config;
    }

    /** Every setting as canonical YAML, secrets masked; equal configurations give equal text. */
    public String effective() {
        return EffectiveText.yaml(this);
    }

    /** Every setting as maps, lists and plain values, secrets masked. */
    public Map<String, Object> effectiveTree() {
        return EffectiveText.tree(this);
    }

    /** SHA-256 of {@link #effective()} in hexadecimal. */
    public String fingerprint() {
        return HexFormat.of().formatHex(Sha256.of(effective().getBytes(StandardCharsets.UTF_8)));
    }
}
