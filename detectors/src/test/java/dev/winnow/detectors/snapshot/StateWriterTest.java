package dev.winnow.detectors.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StateWriterTest {
    @Test
    void aByteStringInPiecesHasTheBytesOfAWholeOne() {
        byte[] content = new byte[5000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) i;
        }
        StateWriter pieces = new StateWriter(16);

        int begin = pieces.writeByte(9).begin();
        for (byte each : content) {
            pieces.writeByte(each);
        }
        pieces.end(begin).writeLong(-2);

        assertThat(pieces.toBytes())
                .isEqualTo(new StateWriter()
                        .writeByte(9)
                        .writeBytes(content)
                        .writeLong(-2)
                        .toBytes());
    }

    @Test
    void aVariableNumberHasSevenBitsAByteLowOnesFirst() {
        assertThat(new StateWriter().writeVar(0).toBytes()).containsExactly(0);
        assertThat(new StateWriter().writeVar(127).toBytes()).containsExactly(127);
        assertThat(new StateWriter().writeVar(300).toBytes()).containsExactly(0xac, 2);
        assertThat(new StateWriter().writeVar(-1).toBytes()).hasSize(10).endsWith(1);
    }

    @Test
    void numbersAreBigEndian() {
        assertThat(new StateWriter().writeInt(0x01020304).toBytes()).containsExactly(1, 2, 3, 4);
        assertThat(new StateWriter().writeLong(0x0102030405060708L).toBytes()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }
}
