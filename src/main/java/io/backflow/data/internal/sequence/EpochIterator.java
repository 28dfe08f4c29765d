// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import io.backflow.data.SequenceData;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;

/** Goes through epochs batch by batch; where it stands is all its state. */
final class EpochIterator implements SequenceData.SeekableIterator, Growing {

    private static final long serialVersionUID = 1L;

    private final transient SequenceData.Shape shape;
    private final transient List<String> labels;
    private final int batchSize;
    private final transient IntFunction<Epoch> epochs;

    private final transient @Nullable Growth growth;
    private transient @Nullable DataSetPreProcessor preProcessor;
    private int number;
    private long position;
    private transient Epoch epoch;

    EpochIterator(
            SequenceData.Shape shape,
            List<String> labels,
            int batchSize,
            IntFunction<Epoch> epochs,
            @Nullable Growth growth) {
        this.growth = growth;
        this.shape = shape;
        this.labels = labels;
        this.batchSize = batchSize;
        this.epochs = epochs;
        this.epoch = epochs.apply(0);
    }

    @Override
    public boolean hasNext() {
        return position < epoch.batches();
    }

    @Override
    public DataSet next() {
        if (!hasNext()) {
            throw new NoSuchElementException("epoch " + number + " has only " + epoch.batches() + " batches");
        }
        DataSet batch = epoch.batch(position);
        position++;
        if (preProcessor != null) {
            preProcessor.preProcess(batch);
        }
        return batch;
    }

    @Override
    public DataSet next(int num) {
        if (num != batchSize) {
            throw new IllegalArgumentException(
                    "batches have " + batchSize + " sequences, not " + num + ": their order depends on the batch size");
        }
        return next();
    }

    @Override
    public void reset() {
        if (position > 0) {
            seek(number + 1, 0);
        }
    }

    @Override
    public void seek(int epoch, long batch) {
        if (epoch < 0) {
            throw new IllegalArgumentException("epoch must be at least 0, got " + epoch);
        }
        Epoch target = epoch == number ? this.epoch : epochs.apply(epoch);
        if (batch < 0 || batch > target.batches()) {
            throw new IllegalArgumentException("batch must be between 0 and " + target.batches() + ", got " + batch);
        }
        this.epoch = target;
        this.number = epoch;
        this.position = batch;
    }

    @Override
    public int epoch() {
        return number;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long batchesPerEpoch() {
        return epoch.batches();
    }

    @Override
    public @Nullable Growth growth() {
        return growth;
    }

    @Override
    public int inputColumns() {
        return shape.inputs();
    }

    @Override
    public int totalOutcomes() {
        return shape.outputs();
    }

    @Override
    public boolean resetSupported() {
        return true;
    }

    @Override
    public boolean asyncSupported() {
        return false;
    }

    @Override
    public int batch() {
        return batchSize;
    }

    @Override
    public void setPreProcessor(@Nullable DataSetPreProcessor preProcessor) {
        this.preProcessor = preProcessor;
    }

    @Override
    public @Nullable DataSetPreProcessor getPreProcessor() {
        return preProcessor;
    }

    @Override
    public List<String> getLabels() {
        return labels;
    }
}
