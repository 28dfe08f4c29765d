package io.backflow.data.csv;

import io.backflow.data.sequence.DataException;
import io.backflow.data.sequence.Examples;
import io.backflow.data.sequence.Partition;
import io.backflow.data.sequence.SeekableIterator;
import io.backflow.data.sequence.SequenceData;
import io.backflow.data.sequence.SequenceIterators;
import io.backflow.data.sequence.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** The user's own sequences: classification or regression, of unequal lengths, held in memory. */
public final class CsvData implements SequenceData {

    private final CsvSource source;
    private final boolean standardised;
    private final String sha256;
    private final Shape shape;
    private final List<String> labels;
    private final SequenceIterators iterators;
    private final Examples training;
    private final Examples validation;
    private final Examples test;

    /**
     * Reads all files.
     *
     * @param standardise whether features are brought to mean 0 and standard deviation 1 by what the training part has
     * @throws DataException naming the file, and the line where there is one, of the first thing wrong
     */
    public CsvData(CsvSource source, CsvLayout layout, boolean standardise) {
        CsvParts parts = new CsvParts(source, layout);
        Partition<CsvSequence> split = parts.read();
        Columns columns = parts.columns();
        this.source = source;
        this.standardised = standardise;
        this.sha256 = parts.sha256();
        this.labels = layout.objective().classifies()
                ? layout.classes()
                : columns.targets().stream().map(columns.names()::get).toList();
        this.shape = new Shape(columns.features().size(), labels.size(), layout.objective());
        this.iterators = new SequenceIterators(shape, labels);
        Standardiser standardiser = Standardiser.fit(split.training());
        this.training = examples(split.training(), standardiser);
        this.validation = examples(split.validation(), standardiser);
        this.test = examples(split.test(), standardiser);
    }

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public boolean endless() {
        return false;
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public SeekableIterator training(int batchSize, long seed) {
        return iterators.training(training, batchSize, seed);
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
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("name", name());
        provenance.put("source", source.training().toString());
        provenance.put("sha256", sha256);
        provenance.put("standardised", standardised);
        provenance.put("trainingSequences", training.size());
        provenance.put("validationSequences", validation.size());
        provenance.put("testSequences", test.size());
        return provenance;
    }

    private Examples examples(List<CsvSequence> sequences, Standardiser standardiser) {
        List<CsvSequence> used =
                standardised ? sequences.stream().map(standardiser::apply).toList() : sequences;
        return new CsvExamples(used, shape.objective());
    }
}
