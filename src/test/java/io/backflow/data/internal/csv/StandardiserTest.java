// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardiserTest {

    /** Values of order 1 are rounded to floats, 6e-8 each, and the means of some hundred of them stay well below. */
    private static final double FLOAT_ROUNDING = 1e-6;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void bringsWhatItWasFittedOnToMeanZeroAndDeviationOne(long seed) {
        Random random = new Random(seed);
        List<CsvSequence> sequences = List.of(random(random, 100), random(random, 3), random(random, 250));
        Standardiser standardiser = Standardiser.fit(sequences);
        for (int feature = 0; feature < 2; feature++) {
            double sum = 0;
            double squares = 0;
            for (CsvSequence sequence : sequences) {
                CsvSequence scaled = standardiser.apply(sequence);
                for (int step = 0; step < scaled.steps(); step++) {
                    double value = scaled.feature(step, feature);
                    sum += value;
                    squares += value * value;
                }
            }
            assertThat(sum / 353).isCloseTo(0, within(FLOAT_ROUNDING));
            assertThat(squares / 353).isCloseTo(1, within(FLOAT_ROUNDING));
        }
    }

    @Test
    void scalesOtherSequencesByWhatItWasFittedOn() {
        Standardiser standardiser = Standardiser.fit(List.of(sequence(0, 4)));

        CsvSequence scaled = standardiser.apply(sequence(6, 2));
        assertThat(scaled.feature(0, 0)).isEqualTo(2f);
        assertThat(scaled.feature(1, 0)).isEqualTo(0f);
        assertThat(scaled.target(1, 0)).as("targets are left alone").isEqualTo(2f);
    }

    @ParameterizedTest(name = "constant {0}")
    @ValueSource(floats = {0f, 0.1f, -1e20f, 1e-20f})
    void shiftsAConstantButDoesNotBlowItUp(float constant) {
        Standardiser standardiser = Standardiser.fit(List.of(sequence(constant, constant, constant)));

        assertThat(standardiser.apply(sequence(constant)).feature(0, 0)).isCloseTo(0f, within(1e-7f));
    }

    /** Returns a sequence with one feature, which is its target too. */
    private static CsvSequence sequence(float... values) {
        return new CsvSequence(Path.of("some.csv"), values.length, values, values);
    }

    private static CsvSequence random(Random random, int steps) {
        float[] features = new float[2 * steps];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) (i % 2 == 0 ? 50 + 3 * random.nextGaussian() : 1e-3 * random.nextGaussian());
        }
        return new CsvSequence(Path.of("some.csv"), steps, features, new float[steps]);
    }
}
