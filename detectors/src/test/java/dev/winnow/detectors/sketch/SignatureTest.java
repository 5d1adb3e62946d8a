package dev.winnow.detectors.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SignatureTest {
    private static final SeededHash HASH = new SeededHash(5);

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 50, 80, 100})
    void minHashAgreesAsTheSetsOverlap(int shared) {
        int runs = 200;
        double mean = 0;
        double squares = 0;
        double jaccard = shared / (200.0 - shared);
        for (int run = 0; run < runs; run++) {
            SeededHash hash = new SeededHash(run);
            double error = MinHashSignature.of(elements(0, 100), hash)
                            .similarity(MinHashSignature.of(elements(100 - shared, 100), hash))
                    - jaccard;
            mean += error / runs;
            squares += error * error / runs;
        }

        double stated = StrictMath.sqrt(jaccard * (1 - jaccard) / MinHashSignature.COMPONENTS) + 0.006;
        assertThat(mean).isCloseTo(0, within(5 * stated / StrictMath.sqrt(runs)));
        assertThat(StrictMath.sqrt(squares)).isLessThanOrEqualTo(1.25 * stated);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 25, 50, 100})
    void simHashDiffersAsTheAngleBetweenTheBags(int shared) {
        int runs = 200;
        double mean = 0;
        double cosine = shared / 100.0;
        double expected = StrictMath.acos(cosine) / StrictMath.PI * SimHashSignature.BITS;
        for (int run = 0; run < runs; run++) {
            SeededHash hash = new SeededHash(run);
            mean += (double) SimHashSignature.of(elements(0, 100), hash)
                            .differentBits(SimHashSignature.of(elements(100 - shared, 100), hash))
                    / runs;
        }

        // Bits agree independently with the same chance: deviation at most 8, standard error of the mean at most 0.57.
        assertThat(mean).isCloseTo(expected, within(5 * 0.57));
    }

    @Test
    void orderNeverMattersAndRepetitionOnlyToTheBag() {
        List<String> elements = elements(0, 50);
        List<String> shuffled = new ArrayList<>(elements);
        Collections.reverse(shuffled);
        List<String> repeated = new ArrayList<>(elements);
        for (int i = 0; i < 200; i++) {
            repeated.add("element-0");
        }

        assertThat(MinHashSignature.of(shuffled, HASH)).isEqualTo(MinHashSignature.of(elements, HASH));
        assertThat(MinHashSignature.of(repeated, HASH)).isEqualTo(MinHashSignature.of(elements, HASH));
        assertThat(SimHashSignature.of(shuffled, HASH)).isEqualTo(SimHashSignature.of(elements, HASH));
        assertThat(SimHashSignature.of(repeated, HASH)).isNotEqualTo(SimHashSignature.of(elements, HASH));
        assertThat(SimHashSignature.of(elements, HASH).cosine(SimHashSignature.of(elements, HASH)))
                .isEqualTo(1);
    }

    @Test
    void storedStatesArePinnedAndComeBack() {
        MinHashSignature minHash = MinHashSignature.of(elements(0, 50), HASH);
        SimHashSignature simHash = SimHashSignature.of(elements(0, 50), HASH);
        byte[] minState = State.of(minHash::snapshot);
        byte[] simState = State.of(simHash::snapshot);

        assertThat(State.digest(minState)).isEqualTo("09165080985edd19");
        assertThat(State.digest(simState)).isEqualTo("3ee17a2a64d7025e");
        assertThat(State.restored(minState, MinHashSignature::restore)).isEqualTo(minHash);
        assertThat(State.restored(simState, SimHashSignature::restore)).isEqualTo(simHash);
    }

    @Test
    void otherSeedsAndEmptySetsAreRefused() {
        MinHashSignature minHash = MinHashSignature.of(elements(0, 5), HASH);
        SimHashSignature simHash = SimHashSignature.of(elements(0, 5), HASH);
        SeededHash other = new SeededHash(6);

        assertThatThrownBy(() -> minHash.similarity(MinHashSignature.of(elements(0, 5), other)))
                .hasMessage("DET-120 min-hash: only sketches of the same seed can be merged or compared; create both"
                        + " alike");
        assertThatThrownBy(() -> simHash.cosine(SimHashSignature.of(elements(0, 5), other)))
                .hasMessage("DET-120 sim-hash: only sketches of the same seed can be merged or compared; create both"
                        + " alike");
        assertThatThrownBy(() -> MinHashSignature.of(List.of(), HASH))
                .hasMessage("DET-121 min-hash: must have at least one element, had none; leave out empty sets");
        assertThatThrownBy(() -> SimHashSignature.of(List.of(), HASH))
                .hasMessage("DET-121 sim-hash: must have at least one element, had none; leave out empty bags");
    }

    private static List<String> elements(int from, int many) {
        List<String> elements = new ArrayList<>();
        for (int i = from; i < from + many; i++) {
            elements.add("element-" + i);
        }
        return elements;
    }
}
