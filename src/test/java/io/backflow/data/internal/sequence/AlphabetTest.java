// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class AlphabetTest {

    @Test
    void numbersCharactersByCodePoint() {
        Alphabet alphabet = Alphabet.of("banana 😀\n".codePoints());

        assertThat(alphabet.size()).isEqualTo(6);
        assertThat(alphabet.numbers("\n ab n😀".replace(" n", "n"))).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(alphabet.names()).containsExactly("U+000A", " ", "a", "b", "n", "😀");
    }

    @Test
    void hasOneNumberForAllUnknownCharacters() {
        Alphabet alphabet = Alphabet.withUnknown("ab".codePoints());

        assertThat(alphabet.size()).isEqualTo(3);
        assertThat(alphabet.numbers("abxy")).containsExactly(0, 1, 2, 2);
        assertThat(alphabet.names()).containsExactly("a", "b", "unknown");
    }

    @Test
    void refusesAnUnknownCharacterWhereThereIsNoNumberForIt() {
        Alphabet alphabet = Alphabet.of("ab".codePoints());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> alphabet.number('x'))
                .withMessageEndingWith(": x");
    }
}
