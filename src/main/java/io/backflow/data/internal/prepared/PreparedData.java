// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.prepared;

import io.backflow.data.SequenceData;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * The same data with what new data is prepared by.
 *
 * @param data what everything else is asked of
 */
public record PreparedData(SequenceData data, Preparation preparation) implements SequenceData, Prepared {

    @Override
    public String name() {
        return data.name();
    }

    @Override
    public Shape shape() {
        return data.shape();
    }

    @Override
    public boolean endless() {
        return data.endless();
    }

    @Override
    public OptionalDouble errorTolerance() {
        return data.errorTolerance();
    }

    @Override
    public int recalledSteps() {
        return data.recalledSteps();
    }

    @Override
    public OptionalDouble successError() {
        return data.successError();
    }

    @Override
    public double targetDeviation(int output) {
        return data.targetDeviation(output);
    }

    @Override
    public OptionalDouble naiveError(int output) {
        return data.naiveError(output);
    }

    @Override
    public Map<String, Double> validationBaselines() {
        return data.validationBaselines();
    }

    @Override
    public Map<String, Double> testBaselines() {
        return data.testBaselines();
    }

    @Override
    public Optional<SequenceData> streams() {
        return data.streams();
    }

    @Override
    public int streamSteps() {
        return data.streamSteps();
    }

    @Override
    public List<String> labels() {
        return data.labels();
    }

    @Override
    public SeekableIterator training(int batchSize, long seed, Batching batching) {
        return data.training(batchSize, seed, batching);
    }

    @Override
    public DataSetIterator validation(int batchSize) {
        return data.validation(batchSize);
    }

    @Override
    public DataSetIterator test(int batchSize) {
        return data.test(batchSize);
    }

    @Override
    public Map<String, Object> provenance() {
        return data.provenance();
    }
}
