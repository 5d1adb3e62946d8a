package dev.winnow.topology.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.topology.Worlds;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.LiveModel;
import dev.winnow.topology.store.MapStore;
import dev.winnow.topology.store.ModelStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LiveModelsTest {
    private final TopologySettings settings = new Worlds().settings();
    private final ModelStore store = new ModelStore(new MapStore("models"), 10);
    private final List<String> loads = new ArrayList<>();
    private final long bytes = load("probe").model().liveBytes();

    private LiveModel load(String segment) {
        loads.add(segment);
        return store.load(
                segment, new SegmentFactory(settings, settings.featureSets().get(0), segment));
    }

    private List<String> loadsOf(LiveModels live, String... segments) {
        loads.clear();
        for (String segment : segments) {
            live.use(segment, this::load);
        }
        return List.copyOf(loads);
    }

    @Test
    void longestUnusedModelGoesWhenTheBytesAreUsedUp() {
        LiveModels live = new LiveModels(2 * bytes + bytes / 2);

        assertThat(loadsOf(live, "a", "b", "a", "c", "a", "b")).containsExactly("a", "b", "c", "b");
        assertThat(live.size()).isEqualTo(2);
        assertThat(loadsOf(live, "a", "b")).isEmpty();
    }

    @Test
    void modelInUseStaysHoweverLargeItIs() {
        LiveModels live = new LiveModels(1);

        assertThat(loadsOf(live, "a", "a", "b", "b", "a")).containsExactly("a", "b", "a");
        assertThat(live.size()).isEqualTo(1);
    }

    @Test
    void droppedModelIsLoadedAnewAndItsBytesAreFree() {
        LiveModels live = new LiveModels(2 * bytes + bytes / 2);
        loadsOf(live, "a", "b");

        live.drop("a");
        live.drop("a");

        assertThat(loadsOf(live, "c", "b")).containsExactly("c");
        assertThat(loadsOf(live, "a")).containsExactly("a");
        assertThat(live.size()).isEqualTo(2);
    }

    @Test
    void weighingAgainDoesNotCountTwice() {
        LiveModels live = new LiveModels(2 * bytes + bytes / 2);
        LiveModel a = live.use("a", this::load);
        for (int i = 0; i < 10; i++) {
            live.weigh("a", a);
        }

        assertThat(loadsOf(live, "b", "a", "b")).containsExactly("b");
    }

    @Test
    void clearForgetsEverything() {
        LiveModels live = new LiveModels(10 * bytes);
        loadsOf(live, "a", "b");

        live.clear();

        assertThat(live.size()).isZero();
        assertThat(loadsOf(live, "a")).containsExactly("a");
    }
}
