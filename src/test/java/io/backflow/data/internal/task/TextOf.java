// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.GeneratedData;
import io.backflow.data.GeneratedTask;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Sequences as text, each one-hot step the letter of its channel, a full stop where nothing is. */
final class TextOf {

    private TextOf() {}

    static DataSet batch(GeneratedTask task, int rows, long seed) {
        return new GeneratedData(task, 1, 1).training(rows, seed).next();
    }

    /** Returns each row as far as the mask goes. */
    static List<String> rows(INDArray oneHot, DataSet batch, String letters) {
        INDArray mask = batch.getFeaturesMaskArray();
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < oneHot.size(0); row++) {
            StringBuilder text = new StringBuilder();
            for (int step = 0; step < oneHot.size(2); step++) {
                StringBuilder symbol = new StringBuilder();
                for (int channel = 0; channel < oneHot.size(1); channel++) {
                    if (oneHot.getFloat(row, channel, step) == 1f) {
                        symbol.append(letters.charAt(channel));
                    }
                }
                boolean there = mask == null || mask.getFloat(row, step) == 1f;
                text.append(there ? symbol : symbol.length() == 0 ? "" : "!");
            }
            rows.add(text.toString());
        }
        return rows;
    }

    /** Returns the class of each row of labels that are asked once. */
    static int[] classes(INDArray labels) {
        return labels.argMax(1).toIntVector();
    }
}
