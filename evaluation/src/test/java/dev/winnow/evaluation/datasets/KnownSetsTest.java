package dev.winnow.evaluation.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The sets beside the project are what their protocols say. */
class KnownSetsTest {
    private static final Path DATA = Path.of(System.getProperty("winnow.data", "absent"));

    @Test
    void nslKddHasItsThreeProtocols() {
        Assumptions.assumeTrue(Files.isDirectory(DATA.resolve("nsl-kdd")), "no NSL-KDD data");

        List<TabularProtocol> protocols = TabularSets.read("nsl-kdd", DATA);

        assertThat(protocols).extracting(TabularProtocol::name).containsExactly("stream5", "normals", "test");
        TabularProtocol stream = protocols.get(0);
        assertThat(stream.judged().rows()).isEqualTo(24_378);
        assertThat(stream.judged().positives()).isEqualTo(1218);
        assertThat(stream.judged().numericNames()).hasSize(38).doesNotContain("difficulty");
        assertThat(stream.judged().textNames()).containsExactly("protocol_type", "service", "flag");
        TabularProtocol normals = protocols.get(1);
        assertThat(normals.isFrozen()).isTrue();
        assertThat(normals.fit().rows()).isEqualTo(13_449);
        assertThat(normals.fit().positives()).isZero();
        assertThat(normals.judged().rows()).isEqualTo(22_544);
        assertThat(normals.judged().positives()).isEqualTo(12_833);
        assertThat(protocols.get(2).judged().rows()).isEqualTo(22_544);
    }

    @Test
    void theThinnedStreamIsTheSameEveryTime() {
        Assumptions.assumeTrue(Files.isDirectory(DATA.resolve("nsl-kdd")), "no NSL-KDD data");

        Table first = TabularSets.read("nsl-kdd", DATA).get(0).judged();
        Table second = TabularSets.read("nsl-kdd", DATA).get(0).judged();

        assertThat(first.labels()).isEqualTo(second.labels());
        assertThat(first.numeric().get(12_345)).isEqualTo(second.numeric().get(12_345));
    }

    @Test
    void serverMetricsComeInPairs() {
        Assumptions.assumeTrue(Files.isDirectory(DATA.resolve("server-metrics")), "no server metrics");

        assertThat(ServerMetrics.names(DATA))
                .containsExactly("asd-1", "asd-2", "asd-3", "asd-4", "asd-5", "asd-6", "smd-1-6", "smd-2-1");
        SeriesPair pair = ServerMetrics.read(DATA, "asd-1");
        assertThat(pair.train().rows()).isEqualTo(8640);
        assertThat(pair.test().rows()).isEqualTo(4320);
        assertThat(pair.test().positives()).isPositive();
        assertThat(pair.test().numericNames()).hasSize(19);
        assertThat(ServerMetrics.group("smd-1-6")).isEqualTo("smd");
    }

    @Test
    void anUnknownSetIsToldWithTheKnownOnes() {
        assertThatThrownBy(() -> TabularSets.read("kdd", DATA))
                .isInstanceOf(DataSetException.class)
                .hasMessage(
                        "EVL-001 set \"kdd\": must be one of [nsl-kdd, kdd-http, shuttle, mammography, satellite, modes];"
                                + " name one of them");
    }

    @Test
    void anAbsentFolderIsTold() {
        assertThatThrownBy(() -> TabularSets.read("shuttle", Path.of("nowhere")))
                .hasMessage("EVL-003 \"nowhere/shuttle.csv.gz\": must be readable, failed with NoSuchFileException;"
                        + " check path and rights");
    }
}
