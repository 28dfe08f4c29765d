// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

import io.backflow.data.internal.sequence.SequenceIterators;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Data of finitely many sequences in three parts; what makes it read or cut those, and this does the rest. */
public final class FiniteData implements SequenceData {

    /** What training goes through in one epoch. */
    @FunctionalInterface
    public interface Training {

        /** Returns the sequences of one epoch, as many in every epoch. */
        Examples epoch(long seed, int epoch);
    }

    private final String name;
    private final SequenceData.Shape shape;
    private final List<String> labels;
    private final Training training;
    private final Examples validation;
    private final Examples test;
    private final Map<String, Object> provenance;
    private final SequenceIterators iterators;
    private final @Nullable UnaryOperator<SequenceData> streams;

    /**
     * @param training the sequences of each epoch, which are put in a new order in each
     * @param origin what the provenance says besides the name and the sizes of the parts
     */
    public FiniteData(
            String name,
            SequenceData.Shape shape,
            List<String> labels,
            Training training,
            Examples validation,
            Examples test,
            Map<String, Object> origin) {
        this(name, shape, labels, training, validation, test, origin, null);
    }

    /**
     * @param training the sequences of each epoch, which are put in a new order in each
     * @param origin what the provenance says besides the name and the sizes of the parts
     * @param streams makes streams of this data; null where its sequences are no parts of one text
     */
    public FiniteData(
            String name,
            SequenceData.Shape shape,
            List<String> labels,
            Training training,
            Examples validation,
            Examples test,
            Map<String, Object> origin,
            @Nullable UnaryOperator<SequenceData> streams) {
        this.streams = streams;
        this.name = name;
        this.shape = shape;
        this.labels = List.copyOf(labels);
        this.training = training;
        this.validation = validation;
        this.test = test;
        this.iterators = new SequenceIterators(shape, labels);
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("name", name);
        said.putAll(origin);
        said.put("trainingSequences", training.epoch(0, 0).size());
        said.put("validationSequences", validation.size());
        said.put("testSequences", test.size());
        this.provenance = Collections.unmodifiableMap(said);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public SequenceData.Shape shape() {
        return shape;
    }

    @Override
    public boolean endless() {
        return false;
    }

    @Override
    public Optional<SequenceData> streams() {
        return Optional.ofNullable(streams).map(made -> made.apply(this));
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public SequenceData.SeekableIterator training(int batchSize, long seed, SequenceData.Batching batching) {
        return iterators.training(training, batchSize, seed, batching);
    }

    @Override
    public DataSetIterator validation(int batchSize) {
        return iterators.evaluation(validation, batchSize);
    }

    @Override
    public DataSetIterator test(int batchSize) {
        return iterators.evaluation(test, batchSize);
    }

    @Override
    public Map<String, Object> provenance() {
        return provenance;
    }
}
