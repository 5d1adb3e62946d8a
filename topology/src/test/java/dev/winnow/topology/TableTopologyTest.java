package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.feature.TableColumn;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.input.Mapping;
import dev.winnow.topology.settings.InputTopic;
import dev.winnow.topology.store.Stores;
import dev.winnow.wire.Alert;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Rows of a table on their way through the whole topology. */
final class TableTopologyTest {
    private static final String ROWS = "rows";

    /** Alerts of one record with one score are equal here; they name their shards. */
    private static final Comparator<Alert> BY_SCORE = Comparator.comparing(
                    (Alert alert) -> alert.getSource().getOffset())
            .thenComparing(Alert::getScoreInitial, Comparator.nullsFirst(Comparator.naturalOrder()));

    private static Worlds world() {
        InputOptions options =
                InputOptions.defaults().withMapping(Mapping.none().ofRows());
        return new Worlds()
                .inputs(new InputTopic(
                        ROWS,
                        InputFormats.create("json", options),
                        "acme",
                        false,
                        InputTopic.DEFAULT_MAX_FUTURE_SKEW_MILLIS))
                .featureSets(List.of(FeatureSets.table(List.of(
                        new TableColumn("a", TableColumn.Kind.NUMBER),
                        new TableColumn("b", TableColumn.Kind.NUMBER),
                        new TableColumn("service", TableColumn.Kind.TEXT)))));
    }

    private static void feed(Run run, int from, int to) {
        feed(run, from, to, 0);
    }

    /** @param hosts rows name one of so many; none where 0 */
    private static void feed(Run run, int from, int to, int hosts) {
        for (int i = from; i < to; i++) {
            SplittableRandom random = new SplittableRandom(i);
            boolean isStrange = i > 400 && i % 100 == 0;
            String row = "{" + (hosts == 0 ? "" : "\"entity\":\"host-" + i % hosts + "\",") + "\"a\":"
                    + (random.nextGaussian() + (isStrange ? 30 : 0)) + ",\"b\":"
                    + random.nextGaussian() + ",\"service\":\""
                    + (isStrange ? "irc" : random.nextBoolean() ? "http" : "dns")
                    + "\"}";
            run.send(ROWS, null, row.getBytes(StandardCharsets.UTF_8), Eve.NOON + i);
        }
    }

    @Test
    void rowsNeedNeitherEntityNorTimeAndTheStrangeOnesAreSaidWhy() {
        try (Run run = new Run(world().settings())) {
            feed(run, 0, 901);

            List<Alert> strangest = run.alerts().stream()
                    .filter(alert -> alert.getScoreInitial() != null && alert.getScoreInitial() > 2.5)
                    .toList();

            assertThat(strangest)
                    .extracting(alert -> alert.getSource().getOffset())
                    .contains(500L, 600L, 700L, 800L, 900L);
            assertThat(strangest).hasSizeLessThan(15).allSatisfy(alert -> {
                assertThat(alert.getEntity()).isEqualTo(Mapping.ROWS_ENTITY);
                assertThat(alert.getFeatures().getNames()).contains("a", "b", "service=http", "service_rarity");
            });
            assertThat(run.rows(Stores.ENTITIES)).isEmpty();
        }
    }

    @Test
    void allRowsGoToOneShardAndAreJudgedThereAsOnTheOnlyOne() {
        List<Alert> alone;
        try (Run run = new Run(world().settings())) {
            feed(run, 0, 620, 7);
            alone = run.alerts();
        }
        try (Run run = new Run(world().shards(6).settings())) {
            feed(run, 0, 620, 7);

            String reKeyed = run.producedTopics().stream()
                    .filter(topic -> topic.endsWith("-events-by-entity-repartition"))
                    .findFirst()
                    .orElseThrow();
            assertThat(run.records(reKeyed))
                    .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                    .containsOnly("acme|table/1");
            assertThat(run.alerts())
                    .isNotEmpty()
                    .usingElementComparator(BY_SCORE)
                    .isEqualTo(alone);
            assertThat(run.producedTopics()).doesNotContain("winnow.model-inputs");
        }
    }

    @Test
    void aRestartedTaskDecidesAsOneThatWasNeverInterrupted() {
        List<Alert> expected;
        try (Run whole = new Run(world().settings())) {
            feed(whole, 0, 430);
            whole.forget();
            feed(whole, 430, 620);
            expected = whole.alerts();
            whole.forget();
        }
        Run.Saved saved;
        try (Run first = new Run(world().settings())) {
            feed(first, 0, 430);
            first.forget();
            saved = first.saved();
        }

        try (Run second = new Run(world().settings(), saved)) {
            feed(second, 430, 620);

            assertThat(second.alerts()).isNotEmpty().isEqualTo(expected);
            second.forget();
        }
    }
}
