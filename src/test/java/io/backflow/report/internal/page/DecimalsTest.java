// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "0",
                "-0",
                "0.000",
                "7",
                "-12.5",
                "1e22",
                "1E-22",
                "1.5e+3",
                "123456789012345",
                "1234567890123456",
                "0.1",
                "4.9e-324",
                "1.7976931348623157E308",
                "1e400",
                "9.97683e-4",
                "0.000000000000000000000000000001",
                "1e99999999999",
                "1.0000000000000000000000001"
            })
    void aNumberIsWhatJavaReads(String text) {
        assertThat(Decimals.parse(bytes("[" + text + "]"), 1, text.length())).isEqualTo(Double.parseDouble(text));
    }

    @Test
    void numbersAsRunsWriteThemAreWhatJavaReads() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            double number = (float) (random.nextDouble(-2, 2) * Math.pow(10, random.nextInt(-30, 30)));
            String text = i % 2 == 0 ? Float.toString((float) number) : Double.toString(number);
            assertThat(Decimals.parse(bytes(text), 0, text.length())).isEqualTo(Double.parseDouble(text));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
