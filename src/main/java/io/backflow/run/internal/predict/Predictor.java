// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.predict;

import io.backflow.data.Batch;
import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.prepared.NewData;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Asks a network, batch by batch, as an evaluation does: on the sequences of a test part the answers are its answers,
 * bit for bit.
 */
final class Predictor {

    private final TrainedNetwork trained;
    private final NewData data;
    private final Map<Integer, Answer> early = new HashMap<>();
    private int next;

    Predictor(TrainedNetwork trained, NewData data) {
        this.trained = trained;
        this.data = data;
    }

    /**
     * Hands over every answer in the order of the sequences; those of sequences that come later are kept until then.
     *
     * @throws DataException if an answer is not finite
     */
    void forEach(Consumer<Answer> answers) {
        int batchSize = trained.job().settings().evaluation().batchSize();
        trained.network().rnnClearPreviousState();
        for (int[] numbers : data.batches(batchSize)) {
            add(numbers);
            for (Answer answer = early.remove(next); answer != null; answer = early.remove(next)) {
                answers.accept(answer);
                next++;
            }
        }
        trained.network().rnnClearPreviousState();
    }

    private void add(int[] numbers) {
        SequenceData.Shape shape = trained.preparation().shape();
        int[] lengths = Arrays.stream(numbers).map(data::length).toArray();
        Batch batch = new Batch(shape, lengths);
        for (int row = 0; row < numbers.length; row++) {
            data.write(numbers[row], batch, row);
        }
        INDArray output = output(batch.toDataSet());
        boolean everyStep = shape.objective().everyStep();
        float[] values = output.dup('c').data().asFloat();
        int time = everyStep ? (int) output.size(2) : 1;
        for (int row = 0; row < numbers.length; row++) {
            int steps = everyStep ? lengths[row] : 1;
            float[] own = new float[steps * shape.outputs()];
            for (int i = 0; i < own.length; i++) {
                int step = i / shape.outputs();
                own[i] = values[(row * shape.outputs() + i % shape.outputs()) * time + step];
            }
            keep(new Answer(numbers[row], steps, own));
        }
    }

    private INDArray output(DataSet batch) {
        return trained.carriesState()
                ? trained.network().rnnTimeStep(batch.getFeatures())
                : trained.network()
                        .output(batch.getFeatures(), false, batch.getFeaturesMaskArray(), batch.getLabelsMaskArray());
    }

    private void keep(Answer answer) {
        if (!answer.isFinite()) {
            throw new DataException("the network's answer to " + data.nameColumn() + " " + data.name(answer.example())
                    + " is not finite; its values may be far from those of training");
        }
        early.put(answer.example(), answer);
    }
}
