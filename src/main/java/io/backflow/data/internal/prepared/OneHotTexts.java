// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.prepared;

import io.backflow.data.Batch;
import java.util.List;

/**
 * New texts whose tokens are one-hot inputs.
 *
 * @param names of the lines that they stand in
 * @param tokens their numbers, of each text
 * @param classes of each text, empty where it is not known; none at all if the texts are unlabelled
 */
public record OneHotTexts(List<String> names, List<int[]> tokens, List<String> classes) implements NewData {

    /** Copies the lists. */
    public OneHotTexts {
        names = List.copyOf(names);
        tokens = List.copyOf(tokens);
        classes = List.copyOf(classes);
    }

    @Override
    public String nameColumn() {
        return "line";
    }

    @Override
    public String name(int example) {
        return names.get(example);
    }

    @Override
    public int size() {
        return tokens.size();
    }

    @Override
    public int length(int example) {
        return tokens.get(example).length;
    }

    @Override
    public void write(int example, Batch batch, int row) {
        int[] text = tokens.get(example);
        for (int step = 0; step < text.length; step++) {
            batch.input(row, text[step], step, 1f);
        }
    }

    @Override
    public boolean isLabelled() {
        return !classes.isEmpty();
    }

    @Override
    public List<String> actual(int example, int step) {
        return List.of(classes.isEmpty() ? "" : classes.get(example));
    }
}
