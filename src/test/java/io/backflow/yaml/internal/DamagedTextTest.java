// SPDX-License-Identifier: Apache-2.0
package io.backflow.yaml.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.config.internal.ComparisonConfig;
import io.backflow.config.internal.Yaml;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a text holds, it is bound or refused with positions inside it; nothing else comes out. */
class DamagedTextTest {

    private static final int TRIES = 2_000;

    private static final String[] PIECES = {
        "[",
        "]",
        "{",
        "}",
        ": ",
        "- ",
        "? ",
        ",",
        "\n",
        "\n  ",
        "\t",
        "'",
        "\"",
        "&a ",
        "*a",
        "!!x ",
        "!",
        "!e!f ",
        "|\n",
        ">9\n",
        "%YAML 9.9\n",
        "%TAG ! !\n",
        "---\n",
        "...\n",
        "#",
        "@",
        "`",
        "\\UFFFFFFFF",
        "\"\\UFFFFFFFF\"",
        "\"\\x\"",
        "\uFEFF",
        "\u0085",
        "\u2028",
        "\uD83D\uDE00",
        "\u0007",
        "1e9999",
        "99999999999999999999",
        ".nan",
        "~",
        "type: ",
        "<<: *a",
        "\r"
    };

    private static final String SOUND = """
            # a comparison
            name: damaged
            tasks:
              - data: {type: temporal-order, length: 20}
                training: {iterations: 5, updater: {type: sgd, learningRate: 0.1}}
            cells: [simple-rnn, {type: lstm, units: 4}]
            seeds: [1, 2]
            """;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void isBoundOrRefused(long seed) {
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < TRIES; i++) {
            String text = damaged(random);
            try {
                Yaml.bind(ComparisonConfig.class, text);
            } catch (ConfigException e) {
                refused++;
                assertPositionsAreInside(e, text);
            }
        }
        assertThat(refused).isBetween(TRIES / 2, TRIES - 1);
    }

    private static void assertPositionsAreInside(ConfigException e, String text) {
        long lines = text.lines().count() + 1;
        assertThat(e.problems()).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.line()).as(text).isBetween(0, (int) lines);
            String line = problem.sourceLine();
            if (line != null) {
                // One past the end is where something is missing.
                assertThat(problem.column()).as(text).isBetween(1, line.codePointCount(0, line.length()) + 1);
            }
        });
    }

    private static String damaged(Random random) {
        StringBuilder text = new StringBuilder(SOUND);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 1 -> text.delete(at, Math.min(text.length() - 1, at + 1 + random.nextInt(5)));
                default -> text.replace(at, at + 1, PIECES[random.nextInt(PIECES.length)]);
            }
        }
        return text.toString();
    }
}
