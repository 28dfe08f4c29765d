package io.backflow.data.text;

import io.backflow.data.sequence.Alphabet;
import io.backflow.data.sequence.ContentDigest;
import io.backflow.data.sequence.DataException;
import io.backflow.data.sequence.Examples;
import io.backflow.data.sequence.Objective;
import io.backflow.data.sequence.SeekableIterator;
import io.backflow.data.sequence.SequenceData;
import io.backflow.data.sequence.SequenceIterators;
import io.backflow.data.sequence.Shape;
import io.backflow.data.sequence.SplitMix;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Prediction of the next character of a text.
 *
 * <p>The text is cut by position: training first, then validation, then test. A sequence is {@code sequenceLength}
 * characters that follow one another, with the character after each as its label, so that truncated backpropagation through
 * time can carry state within it. Each training epoch cuts the training part from a new offset; validation and test are cut
 * from their first character on. What is left over at the end of a part and too short for a sequence is not used.
 *
 * <p>The alphabet is that of the whole text, so that the number of classes is the published one (65 for tinyshakespeare) and
 * no character of the test part is unknown; it tells a model which characters exist, and no more.
 */
public final class CharacterData implements SequenceData {

    /** Separates the random numbers of offsets from those of orders. */
    private static final long OFFSET_STREAM = 0x6f6666736574L;

    /** More distinct characters than this make one-hot batches that no memory holds; languages of letters have hundreds. */
    private static final int MAX_CHARACTERS = 8192;

    private final String source;
    private final String sha256;
    private final Shape shape;
    private final SequenceIterators iterators;
    private final int sequenceLength;
    private final List<String> labels;
    private final int[] characters;
    private final Part training;
    private final Part validation;
    private final Part test;

    /**
     * @param source where the text is from, for messages and the record of a run
     * @param validationFraction share of the characters before the test part
     * @param testFraction share of the characters at the end
     * @throws DataException if a part has less than one sequence and the character after it, or the text has too many
     *     distinct characters
     */
    public CharacterData(
            String source, String text, int sequenceLength, double validationFraction, double testFraction) {
        Alphabet alphabet = Alphabet.of(text.codePoints());
        if (alphabet.size() > MAX_CHARACTERS) {
            throw new DataException(source + ": has " + alphabet.size() + " distinct characters, at most "
                    + MAX_CHARACTERS + " can be told apart");
        }
        this.characters = alphabet.numbers(text);
        int testFrom = characters.length - (int) Math.round(characters.length * testFraction);
        int validationFrom = testFrom - (int) Math.round(characters.length * validationFraction);
        this.source = source;
        this.sha256 =
                new ContentDigest().add(text.getBytes(StandardCharsets.UTF_8)).hex();
        this.sequenceLength = sequenceLength;
        this.training = new Part(0, validationFrom);
        this.validation = new Part(validationFrom, testFrom);
        this.test = new Part(testFrom, characters.length);
        requireOneSequence();
        this.labels = alphabet.names();
        this.shape = new Shape(alphabet.size(), alphabet.size(), Objective.CLASSIFY_STEPS);
        this.iterators = new SequenceIterators(shape, labels);
    }

    @Override
    public String name() {
        return "text";
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
        // One sequence less than would fit without an offset, so that every epoch has the same number of them.
        int sequences = Math.max(1, training.sequences(sequenceLength) - 1);
        int offsets = Math.min(sequenceLength, training.size() - sequences * sequenceLength);
        return iterators.training(
                epoch -> {
                    int offset = SplitMix.at(OFFSET_STREAM, seed, epoch).nextInt(offsets);
                    return new Windows(characters, training.from() + offset, sequenceLength, sequences);
                },
                batchSize,
                seed);
    }

    @Override
    public DataSetIterator validation(int batchSize) {
        return iterators.evaluation(windows(validation), batchSize);
    }

    @Override
    public DataSetIterator test(int batchSize) {
        return iterators.evaluation(windows(test), batchSize);
    }

    @Override
    public Map<String, Object> provenance() {
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("name", name());
        provenance.put("source", source);
        provenance.put("sha256", sha256);
        provenance.put("distinctCharacters", shape.inputs());
        provenance.put("sequenceLength", sequenceLength);
        provenance.put("trainingCharacters", training.size());
        provenance.put("validationCharacters", validation.size());
        provenance.put("testCharacters", test.size());
        provenance.put("validationSequences", windows(validation).size());
        provenance.put("testSequences", windows(test).size());
        return provenance;
    }

    private Examples windows(Part part) {
        return new Windows(characters, part.from(), sequenceLength, part.sequences(sequenceLength));
    }

    private void requireOneSequence() {
        int needed = sequenceLength + 1;
        if (Math.min(training.size(), Math.min(validation.size(), test.size())) < needed) {
            throw new DataException(source + ": too short: " + characters.length + " characters give "
                    + training.size() + " for training, " + validation.size() + " for validation and " + test.size()
                    + " for test, and each needs at least " + needed + ", one sequence and the character after it");
        }
    }

    /** Characters {@code from} (inclusive) to {@code to} (exclusive) of the text. */
    private record Part(int from, int to) {

        int size() {
            return to - from;
        }

        /** Returns how many sequences fit, each with the character after its last. */
        int sequences(int sequenceLength) {
            return (size() - 1) / sequenceLength;
        }
    }
}
