// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.clipping.NonFiniteGradientException;
import io.backflow.config.internal.TrainingConfig;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.sequence.Growing;
import io.backflow.data.internal.sequence.Growth;
import io.backflow.gradient.internal.ExamplePlaces;
import io.backflow.run.internal.fit.CarriedState;
import io.backflow.run.internal.fit.FittedNetwork;
import io.backflow.store.internal.Ending;
import io.backflow.store.internal.Resumable;
import io.backflow.store.internal.RunStatus;
import io.backflow.store.internal.SavedValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Feeds minibatches to DL4J's {@code fit}, one at a time, so that training can stop between any two; where gradients
 * are accumulated, between any two updates.
 *
 * <p>DL4J's own loop over an iterator can only be stopped by an exception, and prefetches from another thread.
 */
public final class TrainingLoop implements Resumable {

    static final String WHILE_EVALUATED = "stopped while it was evaluated";

    private final MultiLayerNetwork network;
    private final SequenceData.SeekableIterator batches;
    private final TrainingConfig training;
    private final Cancellation cancellation;
    private final MiniBatchLoss loss;
    private final @Nullable CarriedState state;
    private final ExamplePlaces places = new ExamplePlaces();
    private long miniBatches;
    private long nanos;

    /**
     * Trains for the iterations or epochs that the configuration says.
     *
     * @param loss measures each minibatch, and has to be a listener of the network
     */
    public TrainingLoop(
            MultiLayerNetwork network,
            SequenceData.SeekableIterator batches,
            TrainingConfig training,
            Cancellation cancellation,
            MiniBatchLoss loss) {
        this.network = network;
        this.state =
                network instanceof FittedNetwork fitted && training.carriesState() ? new CarriedState(fitted) : null;
        this.batches = batches;
        this.training = training;
        this.cancellation = cancellation;
        this.loss = loss;
    }

    /**
     * Returns how far training goes: updates if the configuration counts iterations, minibatches if it counts epochs.
     */
    public long goal() {
        Integer iterations = training.iterations();
        Integer epochs = training.epochs();
        return iterations != null ? iterations : batches.batchesPerEpoch() * (epochs == null ? 1 : epochs);
    }

    /** Returns how far training is, in the unit of {@link #goal()}. */
    public long done() {
        return training.iterations() != null ? network.getIterationCount() : miniBatches;
    }

    /**
     * Trains, and calls back after each minibatch, or the last of those whose gradients are accumulated. In truncated
     * BPTT a minibatch is several updates, and is finished even if the goal lies within it.
     *
     * @param afterMiniBatch returns whether it did all that it has to do; training stops if it was asked to stop before
     * @param stop returns why training is to end before its goal; empty if it is not
     * @return with {@link RunStatus#FINISHED}, {@link RunStatus#DIVERGED} or {@link RunStatus#INTERRUPTED}
     */
    public Ending run(BooleanSupplier afterMiniBatch, Supplier<String> stop) {
        while (done() < goal() && stop.get().isEmpty()) {
            if (cancellation.isRequested()) {
                return new Ending(RunStatus.INTERRUPTED, "stopped at " + done() + " of " + goal());
            }
            if (!batches.hasNext()) {
                network.incrementEpochCount(); // as DL4J does after the last minibatch of an epoch
                batches.reset();
                if (state != null) {
                    state.forget();
                }
            }
            String divergence = fit();
            if (!divergence.isEmpty()) {
                return new Ending(RunStatus.DIVERGED, divergence);
            }
            if (!afterMiniBatch.getAsBoolean()) {
                return new Ending(RunStatus.INTERRUPTED, WHILE_EVALUATED);
            }
        }
        if (!batches.hasNext()) {
            network.incrementEpochCount();
        }
        return new Ending(RunStatus.FINISHED, done() < goal() ? stop.get() : "");
    }

    /** Trains without an end before the goal. */
    public Ending run(BooleanSupplier afterMiniBatch) {
        return run(afterMiniBatch, () -> "");
    }

    /** Trains on the minibatches of one update, and returns how they diverged; empty if they did not. */
    private String fit() {
        long start = System.nanoTime(); // making a minibatch is a part of training on it
        try {
            DataSet batch = batches.next();
            loss.begin(batch);
            places.are(batch.getExampleMetaData());
            miniBatches++;
            if (state != null) {
                state.fit(batch);
            } else if (network instanceof FittedNetwork summing) {
                fitSum(summing, batch);
            } else {
                network.fit(batch);
            }
        } catch (NonFiniteGradientException e) {
            return String.valueOf(e.getMessage());
        } finally {
            nanos += System.nanoTime() - start;
        }
        return loss.divergence();
    }

    private void fitSum(FittedNetwork summing, DataSet first) {
        DataSet batch = first;
        for (int i = 1; i < training.minibatchesOfUpdate() && batches.hasNext(); i++) {
            summing.accumulate(batch);
            batch = batches.next();
            loss.goOn(batch);
            places.are(batch.getExampleMetaData());
            miniBatches++;
        }
        summing.fitSum(batch);
    }

    /** Returns how far a curriculum has come that grows on success; null if there is none. */
    @Nullable
    Growth growth() {
        return batches instanceof Growing growing ? growing.growth() : null;
    }

    /** Returns where the examples of the minibatch that is trained on stand in the data. */
    ExamplePlaces places() {
        return places;
    }

    /** Returns the loss of the last minibatch. */
    MiniBatchLoss loss() {
        return loss;
    }

    @Override
    public Map<String, double[]> state() {
        Map<String, double[]> saved = new LinkedHashMap<>();
        saved.put("epoch", new double[] {batches.epoch()});
        saved.put("batch", new double[] {batches.position()});
        saved.put("miniBatches", new double[] {miniBatches});
        saved.put("nanoseconds", new double[] {nanos});
        if (state != null) {
            state.addTo(saved);
        }
        return saved;
    }

    @Override
    public void restore(Map<String, double[]> saved) {
        batches.seek(Math.toIntExact(SavedValues.count(saved, "epoch")), SavedValues.count(saved, "batch"));
        miniBatches = SavedValues.count(saved, "miniBatches");
        nanos = SavedValues.count(saved, "nanoseconds");
        if (state != null) {
            state.restore(saved);
        }
    }

    /** Returns the time spent in making minibatches and training on them. */
    double seconds() {
        return nanos / 1e9;
    }
}
