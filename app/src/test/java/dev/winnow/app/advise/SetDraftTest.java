package dev.winnow.app.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.feature.Engine;
import dev.winnow.detectors.feature.Feature;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.feature.TableColumn;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SetDraftTest {
    private static Advice sample() {
        Random random = new Random(3);
        StringBuilder csv = new StringBuilder("time,host,Bytes Out,CPU (%),service,requests,site\n");
        for (int i = 0; i < 400; i++) {
            csv.append("2026-01-01T00:%02d:%02dZ,h%d,%f,%f,%s,%d,x%n"
                    .formatted(
                            i / 60,
                            i % 60,
                            i % 2,
                            Math.exp(6 * random.nextGaussian()),
                            random.nextDouble(),
                            i % 3 == 0 ? "dns" : "it''s",
                            10 * i + random.nextInt(5)));
        }
        return Advisor.advise(
                new ByteArrayInputStream(csv.toString().getBytes(StandardCharsets.UTF_8)),
                new SampleReader.Request("csv", "", "", 1000, Set.of()));
    }

    @Test
    void draftsFeaturesOfEntities() {
        FeatureSet set = FeatureSets.parse(SetDraft.of("mine", sample(), Engine.ENTITIES, "uneven steps"));

        assertThat(set.id()).isEqualTo("mine/1");
        assertThat(set.engine()).isEqualTo(Engine.ENTITIES);
        assertThat(set.features())
                .extracting(Feature::name)
                .contains("bytes_out", "bytes_out_deviation", "cpu_", "service_rarity", "requests_change")
                .noneMatch(name -> name.startsWith("site"));
    }

    @Test
    void draftsColumnsOfATableAndOfASeries() {
        FeatureSet table = FeatureSets.parse(SetDraft.of("mine", sample(), Engine.TABLE, ""));
        FeatureSet series = FeatureSets.parse(SetDraft.of("mine", sample(), Engine.SERIES, ""));

        assertThat(table.columns()).contains(new TableColumn("service", TableColumn.Kind.TEXT));
        assertThat(series.columns())
                .extracting(TableColumn::name)
                .contains("Bytes Out", "CPU (%)", "requests")
                .doesNotContain("service");
    }

    @Test
    void aFileNamesItsSet() {
        assertThat(SetDraft.name(Path.of("a/My Set_2.yaml"))).isEqualTo("my-set-2");
        assertThat(SetDraft.name(Path.of("2024.yml"))).isEqualTo("set-2024");
    }

    @Test
    void saysWhenNothingSaysAnything() {
        Advice constant = Advisor.advise(
                new ByteArrayInputStream("a,b\n1,x\n1,x\n1,x\n".getBytes(StandardCharsets.UTF_8)),
                new SampleReader.Request("csv", "", "", 1000, Set.of()));

        assertThatThrownBy(() -> SetDraft.of("mine", constant, Engine.TABLE, ""))
                .hasMessage(
                        "ADV-003 --out: no column of the sample says anything to the engine table; give a longer sample");
    }
}
