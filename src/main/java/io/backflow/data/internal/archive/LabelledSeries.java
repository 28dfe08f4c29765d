// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.archive;

import io.backflow.data.Batch;
import io.backflow.data.Examples;
import io.backflow.data.SplitMix;
import java.util.ArrayList;
import java.util.List;

/** Series of one feature, each brought to mean 0 and standard deviation 1 by its own values, with their classes. */
final class LabelledSeries implements Examples {

    private final List<float[]> series = new ArrayList<>();
    private final List<Integer> classes = new ArrayList<>();

    /** Draws so many series, the classes by turns, so that each has as many as the others or one more. */
    static LabelledSeries drawn(SeriesClasses definition, int count, long... stream) {
        LabelledSeries drawn = new LabelledSeries();
        SplitMix random = SplitMix.at(stream);
        for (int i = 0; i < count; i++) {
            int ofClass = i % definition.classes().size();
            drawn.add(ofClass, definition.draw(ofClass, new SplitMix(random.nextLong())));
        }
        return drawn;
    }

    void add(int ofClass, double[] values) {
        series.add(normalised(values));
        classes.add(ofClass);
    }

    /** Divides by the standard deviation of a sample, with n - 1, as the archive does; a constant series is all 0. */
    static float[] normalised(double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = Math.sqrt(squares / (values.length - 1));
        float[] normalised = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            normalised[i] = deviation > 0 ? (float) ((values[i] - mean) / deviation) : 0f;
        }
        return normalised;
    }

    float[] values(int example) {
        return series.get(example).clone();
    }

    int ofClass(int example) {
        return classes.get(example);
    }

    @Override
    public int size() {
        return series.size();
    }

    @Override
    public int length(int example) {
        return series.get(example).length;
    }

    @Override
    public void write(int example, Batch batch, int row) {
        float[] values = series.get(example);
        for (int step = 0; step < values.length; step++) {
            batch.input(row, 0, step, values[step]);
        }
        batch.target(row, classes.get(example), 1f);
    }
}
