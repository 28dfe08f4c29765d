// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.prepared;

import io.backflow.data.SequenceData;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Data that answers as other data does, but for what it answers itself. */
public interface ForwardingData extends SequenceData {

    /** Returns the data that answers. */
    SequenceData data();

    @Override
    default String name() {
        return data().name();
    }

    @Override
    default Shape shape() {
        return data().shape();
    }

    @Override
    default boolean endless() {
        return data().endless();
    }

    @Override
    default OptionalDouble errorTolerance() {
        return data().errorTolerance();
    }

    @Override
    default int recalledSteps() {
        return data().recalledSteps();
    }

    @Override
    default OptionalDouble successError() {
        return data().successError();
    }

    @Override
    default double targetDeviation(int output) {
        return data().targetDeviation(output);
    }

    @Override
    default OptionalDouble naiveError(int output) {
        return data().naiveError(output);
    }

    @Override
    default Optional<String> comparedBy() {
        return data().comparedBy();
    }

    @Override
    default Map<String, Double> validationBaselines() {
        return data().validationBaselines();
    }

    @Override
    default Map<String, Double> testBaselines() {
        return data().testBaselines();
    }

    @Override
    default Optional<SequenceData> streams() {
        return data().streams();
    }

    @Override
    default int streamSteps() {
        return data().streamSteps();
    }

    @Override
    default List<String> labels() {
        return data().labels();
    }

    @Override
    default SeekableIterator training(int batchSize, long seed, Batching batching) {
        return data().training(batchSize, seed, batching);
    }

    @Override
    default DataSetIterator validation(int batchSize) {
        return data().validation(batchSize);
    }

    @Override
    default DataSetIterator test(int batchSize) {
        return data().test(batchSize);
    }

    @Override
    default Map<String, Object> provenance() {
        return data().provenance();
    }
}
