// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.archive;

import io.backflow.data.SplitMix;
import java.util.List;

/**
 * Saito's cylinder, bell and funnel: which of three shapes is hidden in the noise?
 *
 * <pre>{@code
 * cylinder: x(t) = (6 + eta) [a <= t <= b] + eps(t)
 * bell:     x(t) = (6 + eta) [a <= t <= b] (t - a) / (b - a) + eps(t)
 * funnel:   x(t) = (6 + eta) [a <= t <= b] (b - t) / (b - a) + eps(t)
 * }</pre>
 *
 * <p>for t = 1..128, with a an integer of 16..32 and b - a one of 32..96, each as likely as the others, and eta and all
 * eps(t) standard normal.
 *
 * @see "N. Saito, Local feature extraction and its applications using a library of bases, Ph.D. thesis, Yale University
 *     (1994)"
 */
final class CylinderBellFunnel implements SeriesClasses {

    static final String NAME = "cylinder-bell-funnel";
    static final int LENGTH = 128;
    static final int CYLINDER = 0;
    static final int BELL = 1;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String definition() {
        return "cylinder-bell-funnel (Saito 1994), 128 steps, a in 16..32, b - a in 32..96, each series normalised";
    }

    @Override
    public List<String> classes() {
        return List.of("cylinder", "bell", "funnel");
    }

    @Override
    public double[] draw(int ofClass, SplitMix random) {
        int a = 16 + random.nextInt(17);
        int b = a + 32 + random.nextInt(65);
        NormalNumbers normal = new NormalNumbers(random);
        double height = 6 + normal.next();
        double[] series = new double[LENGTH];
        for (int t = 1; t <= LENGTH; t++) {
            series[t - 1] = height * shape(ofClass, t, a, b) + normal.next();
        }
        return series;
    }

    static double shape(int ofClass, int t, int a, int b) {
        if (t < a || t > b) {
            return 0;
        }
        if (ofClass == CYLINDER) {
            return 1;
        }
        return (ofClass == BELL ? t - a : b - t) / (double) (b - a);
    }
}
