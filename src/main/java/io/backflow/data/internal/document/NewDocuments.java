// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.document;

import io.backflow.data.Batch;
import io.backflow.data.internal.prepared.NewData;
import java.util.List;

/**
 * New texts whose tokens are one-hot inputs.
 *
 * @param tokens their numbers, of each text
 */
record NewDocuments(List<Document> documents, List<int[]> tokens, boolean isLabelled) implements NewData {

    @Override
    public String nameColumn() {
        return "line";
    }

    /** A line is told by its number, and by its file where there are several. */
    @Override
    public String name(int example) {
        Document document = documents.get(example);
        boolean one = document.file().equals(documents.get(0).file())
                && document.file().equals(documents.get(size() - 1).file());
        return one ? Long.toString(document.line()) : document.file().getFileName() + ":" + document.line();
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
    public List<String> actual(int example, int step) {
        return List.of(isLabelled ? documents.get(example).label() : "");
    }
}
