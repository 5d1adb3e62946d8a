package dev.winnow.topology.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.topology.Worlds;
import dev.winnow.topology.mapping.Segment;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.LiveModel;
import dev.winnow.topology.store.MapStore;
import dev.winnow.topology.store.ModelStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ModelCacheTest {
    private final TopologySettings settings = new Worlds().settings();
    private final ModelStore store = new ModelStore(new MapStore("models"), 10);
    private final List<String> loads = new ArrayList<>();
    private final long bytes = load("probe").model().liveBytes();
    private final Object task = new Object();

    private LiveModel load(String segment) {
        loads.add(segment);
        return store.load(
                segment,
                new SegmentFactory(
                        settings,
                        settings.featureSets().get(0),
                        new Segment(segment, settings.featureSets().get(0).id(), Segment.ALL, 0, 1)));
    }

    private LiveModel use(ModelCache cache, Object owner, String segment) {
        LiveModel known = cache.use(owner, segment);
        if (known != null) {
            return known;
        }
        LiveModel loaded = load(segment);
        cache.admit(owner, segment, loaded);
        return loaded;
    }

    private List<String> loadsOf(ModelCache cache, Object owner, String... segments) {
        loads.clear();
        for (String segment : segments) {
            use(cache, owner, segment);
        }
        return List.copyOf(loads);
    }

    private ModelCache roomFor(int models) {
        return new ModelCache(models * bytes + bytes / 2, model -> {});
    }

    @Test
    void oneSegmentTooManyInRotationCostsTwoLoadsARoundAndNotOneAnEvent() {
        ModelCache cache = roomFor(5);
        String[] round = {"a", "b", "c", "d", "e", "f"};
        loadsOf(cache, task, round);
        loadsOf(cache, task, round);

        for (int i = 0; i < 50; i++) {
            assertThat(loadsOf(cache, task, round)).hasSizeLessThanOrEqualTo(2);
            assertThat(cache.bytes()).isLessThanOrEqualTo(5 * bytes + bytes / 2);
        }
    }

    @Test
    void burstOfOneSegmentIsLoadedOnceHoweverRareItIs() {
        ModelCache cache = roomFor(2);
        for (int i = 0; i < 100; i++) {
            loadsOf(cache, task, "a", "b");
        }

        assertThat(loadsOf(cache, task, "c", "c", "c", "c")).containsExactly("c");
    }

    @Test
    void modelsOfManyUsesStayWhenRareOnesPassBy() {
        ModelCache cache = roomFor(3);
        for (int i = 0; i < 20; i++) {
            loadsOf(cache, task, "a", "b");
        }

        assertThat(loadsOf(cache, task, "x1", "a", "x2", "b", "x3", "a", "x4", "b"))
                .containsExactly("x1", "x2", "x3", "x4");
    }

    @Test
    void whatWasUsedLongAgoIsForgotten() {
        ModelCache cache = roomFor(2);
        for (int i = 0; i < 2000; i++) {
            use(cache, task, "a");
        }
        for (int i = 0; i < 6000; i++) {
            use(cache, task, i % 2 == 0 ? "b" : "c");
        }

        assertThat(loadsOf(cache, task, "b", "c", "b", "c")).isEmpty();
    }

    @Test
    void roomThatOneTaskDoesNotUseIsAnothers() {
        ModelCache cache = roomFor(4);
        Object other = new Object();
        loadsOf(cache, other, "z");

        loadsOf(cache, task, "a", "b", "c");

        assertThat(loadsOf(cache, task, "a", "b", "c")).isEmpty();
        assertThat(loadsOf(cache, other, "z")).isEmpty();
    }

    @Test
    void currentModelOfEachTaskStaysHoweverLargeItIs() {
        ModelCache cache = new ModelCache(1, model -> {});
        Object other = new Object();

        assertThat(loadsOf(cache, task, "a", "a", "b", "b", "a")).containsExactly("a", "b", "a");
        assertThat(loadsOf(cache, other, "a", "a")).containsExactly("a");
        assertThat(loadsOf(cache, task, "a")).isEmpty();
        assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void droppedModelIsLoadedAnewAndItsBytesAreFree() {
        ModelCache cache = roomFor(2);
        loadsOf(cache, task, "a", "b");

        cache.drop(task, "a");
        cache.drop(task, "a");

        assertThat(loadsOf(cache, task, "c", "b")).containsExactly("c");
        assertThat(cache.bytes()).isEqualTo(2 * bytes);
    }

    @Test
    void weighingAgainDoesNotCountTwice() {
        ModelCache cache = roomFor(2);
        LiveModel a = use(cache, task, "a");
        for (int i = 0; i < 10; i++) {
            cache.admit(task, "a", a);
        }

        assertThat(loadsOf(cache, task, "b", "a", "b")).containsExactly("b");
        assertThat(cache.bytes()).isEqualTo(2 * bytes);
    }

    @Test
    void clearForgetsEverythingOfItsTaskOnly() {
        ModelCache cache = roomFor(10);
        Object other = new Object();
        loadsOf(cache, task, "a", "b");
        loadsOf(cache, other, "a");

        cache.clear(task);

        assertThat(cache.size()).isEqualTo(1);
        assertThat(loadsOf(cache, other, "a")).isEmpty();
        assertThat(loadsOf(cache, task, "a")).containsExactly("a");
    }
}
