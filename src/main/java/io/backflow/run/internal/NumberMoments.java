// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import java.util.Map;

/**
 * How near numbers come to their targets, compared with the spread of the targets.
 *
 * <p>Moments are centred and updated number by number in double (West 1979), so that an offset of the targets costs no
 * digits. {@code r2} is {@code 1 - sum (y - y')^2 / sum (y - mean)^2} and {@code correlation} Pearson's, each the mean
 * over outputs whose targets vary, and for the correlation whose outputs vary too; they are left out where none does.
 * {@code meanMse} is the squared error of always answering the mean of the split's targets.
 */
final class NumberMoments {

    private double absolute;
    private double weight;
    private final Moments[] outputs;

    NumberMoments(int outputs) {
        this.outputs = new Moments[outputs];
        for (int i = 0; i < outputs; i++) {
            this.outputs[i] = new Moments();
        }
    }

    private static final class Moments {
        private double weight;
        private double meanTarget;
        private double meanOutput;
        private double target;
        private double output;
        private double both;
        private double squaredError;

        void add(double y, double given, double times) {
            weight += times;
            double offTarget = y - meanTarget;
            double offOutput = given - meanOutput;
            meanTarget += offTarget * times / weight;
            meanOutput += offOutput * times / weight;
            target += times * offTarget * (y - meanTarget);
            output += times * offOutput * (given - meanOutput);
            both += times * offTarget * (given - meanOutput);
            squaredError += times * (y - given) * (y - given);
        }
    }

    void add(Places places) {
        for (int place = 0; place < places.count(); place++) {
            double times = places.weight(place);
            if (times > 0) {
                weight += times * places.width();
                for (int i = 0; i < places.width(); i++) {
                    double y = places.label(place, i);
                    double given = places.output(place, i);
                    absolute += times * Math.abs(y - given);
                    outputs[i].add(y, given, times);
                }
            }
        }
    }

    void addTo(Map<String, Double> figures) {
        if (weight == 0) {
            return;
        }
        double spread = 0;
        double unexplained = 0;
        double correlation = 0;
        int varying = 0;
        int related = 0;
        for (Moments moments : outputs) {
            spread += moments.target;
            if (moments.target > 0) {
                unexplained += moments.squaredError / moments.target;
                varying++;
                if (moments.output > 0) {
                    correlation += moments.both / (Math.sqrt(moments.target) * Math.sqrt(moments.output));
                    related++;
                }
            }
        }
        figures.put("mae", absolute / weight);
        figures.put("meanMse", spread / weight);
        if (varying > 0) {
            figures.put("r2", 1 - unexplained / varying);
            figures.put("relativeSquaredError", unexplained / varying);
        }
        if (related > 0) {
            figures.put("correlation", Math.max(-1, Math.min(1, correlation / related)));
        }
    }
}
