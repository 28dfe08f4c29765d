// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.Batch;
import io.backflow.data.internal.prepared.NewData;
import io.backflow.data.internal.prepared.NewDataOptions;
import io.backflow.data.internal.sequence.EvaluationOrder;
import java.util.List;

/** A new text in sequences that follow one another, the last of which may be shorter. */
final class NewText implements NewData {

    private final List<String> labels;
    private final List<Integer> tokens;
    private final int sequenceLength;
    private final boolean inOrder;

    NewText(List<String> labels, List<Integer> tokens, int sequenceLength, NewDataOptions options) {
        this.labels = labels;
        this.tokens = tokens;
        this.sequenceLength = sequenceLength;
        this.inOrder = options.inOrder();
    }

    @Override
    public int size() {
        return (tokens.size() - 1) / sequenceLength + 1;
    }

    @Override
    public int length(int example) {
        return Math.min(sequenceLength, tokens.size() - example * sequenceLength);
    }

    @Override
    public void write(int example, Batch batch, int row) {
        for (int step = 0; step < length(example); step++) {
            batch.input(row, tokens.get(example * sequenceLength + step), step, 1f);
        }
    }

    @Override
    public String name(int example) {
        return Integer.toString(example + 1);
    }

    @Override
    public boolean isLabelled() {
        return true;
    }

    /** What is right is the next token, which only the last has not. */
    @Override
    public List<String> actual(int example, int step) {
        int next = example * sequenceLength + step + 1;
        return List.of(next < tokens.size() ? labels.get(tokens.get(next)) : "");
    }

    /** Those that an evaluation would have come first, and by themselves: each has a next token at every step. */
    @Override
    public List<int[]> batches(int batchSize) {
        if (inOrder) {
            return EvaluationOrder.consecutive(0, size(), 1);
        }
        int whole = (tokens.size() - 1) / sequenceLength;
        List<int[]> batches = EvaluationOrder.consecutive(0, whole, batchSize);
        batches.addAll(EvaluationOrder.consecutive(whole, size(), batchSize));
        return batches;
    }
}
