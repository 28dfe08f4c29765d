// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal.point;

import io.backflow.record.Row;
import java.util.List;

/**
 * Reads the L2 norms out of the row of a gradient: of model and layers as {@code gradient/rnn0/raw}, of parameters and
 * gates apart, as {@code gradient-blocks/rnn0/RW/raw}, since they are many.
 */
final class GradientPoints {

    private final Row row;
    private final PointReader points;
    private final List<String> blocks;

    GradientPoints(Row row, PointReader points) {
        this.row = row;
        this.points = points;
        this.blocks = row.texts("blocks");
    }

    void add() {
        points.add("gradient/nonFinite", row.row("nonFinite").number("count"));
        Row norms = row.row("norms");
        for (String stage : List.of("raw", "clipped", "update")) {
            if (norms.has(stage)) {
                addStage(stage, l2(norms, stage));
            }
        }
        addParameters(norms);
    }

    private static double[] l2(Row norms, String stage) {
        Row figures = norms.row(stage);
        return figures.has("sameAs") ? l2(norms, figures.text("sameAs")) : figures.numbers("l2");
    }

    private void addStage(String stage, double[] l2) {
        for (int b = 0; b < blocks.size(); b++) {
            String group = isLayer(b) ? "gradient/" : "gradient-blocks/";
            points.add(group + name(b) + "/" + stage, l2[b]);
        }
    }

    private void addParameters(Row norms) {
        double[] parameters = l2(norms, "parameters");
        for (int b = 0; b < blocks.size(); b++) {
            if (!isLayer(b)) {
                continue;
            }
            points.add("parameters/" + name(b), parameters[b]);
            if (norms.has("update") && parameters[b] > 0) {
                points.add("update-ratio/" + name(b), l2(norms, "update")[b] / parameters[b]);
            }
        }
    }

    private boolean isLayer(int block) {
        return blocks.get(block).indexOf('/') < 0;
    }

    private String name(int block) {
        String name = blocks.get(block);
        return name.equals("(model)") ? "model" : name;
    }
}
