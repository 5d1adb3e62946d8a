package dev.winnow.topology.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.schemas.wire.WireFormatException;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Signal;
import dev.winnow.wire.Verdict;
import org.junit.jupiter.api.Test;

final class WireSerdeTest {
    private final SingleObjectCodec codec = new SingleObjectCodec();

    @Test
    void recordOfAnotherKindIsRefused() {
        byte[] bytes = codec.encode("t", WireSamples.random(Signal.getClassSchema(), 4));

        assertThatThrownBy(
                        () -> WireSerde.of(codec, Verdict.class).deserializer().deserialize("winnow.feedback", bytes))
                .isInstanceOf(WireFormatException.class)
                .hasMessage("WIR-004 topic \"winnow.feedback\": expected Verdict, got Signal");
        assertThat(WireSerde.any(codec).deserializer().deserialize("t", bytes)).isInstanceOf(Signal.class);
    }

    @Test
    void nullStaysNull() {
        WireSerde<Alert> serde = WireSerde.of(codec, Alert.class);

        assertThat(serde.serializer().serialize("t", null)).isNull();
        assertThat(serde.deserializer().deserialize("t", null)).isNull();
    }
}
