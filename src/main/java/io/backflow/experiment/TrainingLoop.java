package io.backflow.experiment;

import io.backflow.clipping.NonFiniteGradientException;
import io.backflow.config.TrainingConfig;
import io.backflow.data.sequence.SeekableIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Feeds minibatches to DL4J's {@code fit}, one at a time, so that training can stop between any two.
 *
 * <p>DL4J's own loop over an iterator can only be stopped by an exception, and prefetches from another thread.
 */
final class TrainingLoop {

    private final MultiLayerNetwork network;
    private final SeekableIterator batches;
    private final TrainingConfig training;
    private final Cancellation cancellation;
    private long miniBatches;
    private long nanos;
    private String reason = "";

    /** Trains for the iterations or epochs that the configuration says. */
    TrainingLoop(
            MultiLayerNetwork network, SeekableIterator batches, TrainingConfig training, Cancellation cancellation) {
        this.network = network;
        this.batches = batches;
        this.training = training;
        this.cancellation = cancellation;
    }

    /** Returns how far training goes: updates if the configuration counts iterations, minibatches if it counts epochs. */
    long goal() {
        Integer iterations = training.iterations();
        Integer epochs = training.epochs();
        return iterations != null ? iterations : batches.batchesPerEpoch() * (epochs == null ? 1 : epochs);
    }

    /** Returns how far training is, in the unit of {@link #goal()}. */
    long done() {
        return training.iterations() != null ? network.getIterationCount() : miniBatches;
    }

    /**
     * Trains, and calls back after each minibatch. In truncated BPTT a minibatch is several updates, and is finished even
     * if the goal lies within it.
     *
     * @return {@link RunStatus#FINISHED}, {@link RunStatus#DIVERGED} or {@link RunStatus#INTERRUPTED}
     */
    RunStatus run(Runnable afterMiniBatch) {
        while (done() < goal()) {
            if (cancellation.isRequested()) {
                reason = "stopped at " + done() + " of " + goal();
                return RunStatus.INTERRUPTED;
            }
            if (!batches.hasNext()) {
                batches.reset();
                network.incrementEpochCount();
            }
            if (!fit(batches.next())) {
                return RunStatus.DIVERGED;
            }
            miniBatches++;
            afterMiniBatch.run();
        }
        return RunStatus.FINISHED;
    }

    private boolean fit(DataSet batch) {
        long start = System.nanoTime();
        try {
            network.fit(batch);
        } catch (NonFiniteGradientException e) {
            reason = String.valueOf(e.getMessage());
            return false;
        } finally {
            nanos += System.nanoTime() - start;
        }
        if (!Double.isFinite(network.score())) {
            reason = "The loss of update " + (network.getIterationCount() - 1) + " is " + network.score();
            return false;
        }
        return true;
    }

    /** Returns why training ended early; empty if it did not. */
    String reason() {
        return reason;
    }

    /** Returns the time spent in {@code fit}. */
    double seconds() {
        return nanos / 1e9;
    }
}
