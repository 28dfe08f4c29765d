// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.fit;

import io.backflow.gradient.internal.SummedPasses;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A network whose recurrent layers can keep their state over the bounds of {@code fit}, which DL4J clears there, and
 * which can sum the gradients of several minibatches before an update. It is saved as any network of DL4J's.
 *
 * <p>DL4J's solver computes the gradient, calls listeners, divides by the examples, updates and calls listeners again,
 * once for each {@code fit}. So the last minibatch of an update is fitted, and where the solver asks for its gradient
 * it gets the sum; where it asks for the number of examples it gets that of all. DL4J's own accumulators exchange
 * updates, which come after the updater, and so are no such sums.
 */
@SuppressWarnings("overrides") // Deeplearning4j overrides a method of many arguments by one of an array
public final class FittedNetwork extends MultiLayerNetwork implements SummedPasses {

    private static final long serialVersionUID = 1L;

    private boolean keepsState;

    /** The sum of the gradients of earlier minibatches of the update; null before the first. */
    private transient @Nullable INDArray sum;

    private int earlierPasses;
    private int earlierExamples;
    private double earlierScore;
    private boolean complete;
    private boolean accumulating;

    /** @param configuration as for any network */
    public FittedNetwork(MultiLayerConfiguration configuration) {
        super(configuration);
    }

    /** Sets whether clearing the state does nothing. */
    void keepState(boolean keeps) {
        keepsState = keeps;
    }

    /** Clears the state, unless it is kept: truncated BPTT does so before its first segment and after its last. */
    @Override
    public void rnnClearPreviousState() {
        if (!keepsState) {
            super.rnnClearPreviousState();
        }
    }

    /**
     * Adds the gradient of a minibatch to that of the update which {@link #fitSum} will make. Listeners hear of its
     * passes, and of no update.
     */
    public void accumulate(DataSet batch) {
        setInput(batch.getFeatures());
        setLabels(batch.getLabels());
        setLayerMaskArrays(batch.getFeaturesMaskArray(), batch.getLabelsMaskArray());
        accumulating = true;
        try {
            super.computeGradientAndScore();
        } finally {
            accumulating = false;
        }
        INDArray gradient = getGradientsViewArray();
        sum = sum == null ? gradient.dup() : sum.addi(gradient);
        earlierPasses++;
        earlierExamples += batch.numExamples();
        earlierScore += score() * batch.numExamples();
        clearLayerMaskArrays();
        clearLayersStates();
    }

    /** Makes an update by the gradients that were accumulated and that of a last minibatch. */
    public void fitSum(DataSet last) {
        try {
            fit(last);
        } finally {
            sum = null;
            earlierPasses = 0;
            earlierExamples = 0;
            earlierScore = 0;
            complete = false;
        }
    }

    /** Computes the gradient of the minibatch, and that of the update where others were accumulated before. */
    @Override
    public void computeGradientAndScore() {
        super.computeGradientAndScore();
        if (sum != null) {
            int examples = batchSize();
            getGradientsViewArray().addi(sum);
            setScore((earlierScore + score() * examples) / (earlierExamples + examples));
            complete = true;
        }
    }

    /** Returns the examples of the minibatch, or of all of the update once its gradient is complete. */
    @Override
    public int batchSize() {
        return super.batchSize() + (complete ? earlierExamples : 0);
    }

    @Override
    public int earlierPasses() {
        return earlierPasses;
    }

    @Override
    public boolean moreToCome() {
        return accumulating;
    }
}
