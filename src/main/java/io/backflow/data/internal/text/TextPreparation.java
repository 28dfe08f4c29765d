// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.DataConfig;
import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.prepared.NewData;
import io.backflow.data.internal.prepared.NewDataOptions;
import io.backflow.data.internal.prepared.Preparation;
import io.backflow.data.internal.sequence.Alphabet;
import io.backflow.data.internal.source.TextFile;
import io.backflow.data.internal.source.Utf8Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What was learnt from a text.
 *
 * @param level what the text was read as
 * @param tokens characters or words in the order of their numbers; of words the last stands for all others
 */
public record TextPreparation(TextLevel level, List<String> tokens) implements Preparation {

    private static final String LINE_FEED = "\n";

    /** Copies the list. */
    public TextPreparation {
        tokens = List.copyOf(tokens);
    }

    static TextPreparation ofCharacters(Alphabet alphabet) {
        return new TextPreparation(TextLevel.CHARACTER, alphabet.characters());
    }

    @Override
    public SequenceData.Shape shape() {
        return new SequenceData.Shape(tokens.size(), tokens.size(), SequenceData.Objective.CLASSIFY_STEPS);
    }

    @Override
    public List<String> labels() {
        return level == TextLevel.WORD
                ? tokens
                : Alphabet.of(tokens.stream().mapToInt(token -> token.codePointAt(0)))
                        .names();
    }

    @Override
    public NewData read(DataConfig task, Path file, NewDataOptions options) {
        if (!(task instanceof TextConfig config)) {
            throw new DataException("the run's data are not of the type text, as its preparation says");
        }
        List<Integer> numbers = numbers(file.toString(), TextFile.utf8(file));
        if (numbers.isEmpty()) {
            throw DataException.in(file, "has no word");
        }
        return new NewText(labels(), numbers, config.sequenceLength(), options);
    }

    /**
     * Returns the numbers of the tokens of a text; words that training did not have are unknown.
     *
     * @param source what a message calls the text
     * @throws DataException at the first character that training did not have
     */
    public int[] numbers(String source, String text) {
        List<Integer> numbers = new ArrayList<>(numbers(source, Utf8Text.of(text)));
        boolean endsLine = text.endsWith(LINE_FEED);
        if (level == TextLevel.WORD && !endsLine && !numbers.isEmpty()) {
            numbers.remove(numbers.size() - 1); // the end of a line that was added
        }
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    private List<Integer> numbers(String source, Utf8Text text) {
        return level == TextLevel.WORD ? ofWords(text) : ofCharacters(source, text);
    }

    private List<Integer> ofWords(Utf8Text text) {
        Vocabulary vocabulary = Vocabulary.of(tokens);
        List<Integer> numbers = new ArrayList<>();
        WordSplitter.split(text, word -> numbers.add(vocabulary.number(word)));
        return numbers;
    }

    private List<Integer> ofCharacters(String source, Utf8Text text) {
        Map<String, Integer> known = new HashMap<>();
        tokens.forEach(token -> known.put(token, known.size()));
        List<Integer> numbers = new ArrayList<>();
        long[] line = {1};
        text.forEach(code -> {
            String character = Character.toString(code);
            Integer number = known.get(character);
            if (number == null) {
                throw new DataException(source + ":" + line[0] + ": the character "
                        + Alphabet.of(IntStream.of(code)).names().get(0)
                        + " is none of the " + tokens.size() + " that training had");
            }
            numbers.add(number);
            line[0] += character.equals(LINE_FEED) ? 1 : 0;
        });
        return numbers;
    }

    /** Returns the token from which a text begins where nothing is said: the end of a line, or the first there is. */
    public int beginning() {
        return Math.max(0, tokens.indexOf(level == TextLevel.WORD ? WordSplitter.END_OF_LINE : LINE_FEED));
    }

    /** Returns the text of some tokens and others behind them: words with blanks and ends of lines between. */
    public String text(int[] first, int[] behind) {
        StringBuilder text = new StringBuilder();
        IntStream.concat(IntStream.of(first), IntStream.of(behind)).forEach(number -> {
            String token = tokens.get(number);
            if (level == TextLevel.CHARACTER) {
                text.append(token);
            } else if (token.equals(WordSplitter.END_OF_LINE)) {
                text.append(LINE_FEED);
            } else {
                boolean begins = text.isEmpty() || text.charAt(text.length() - 1) == '\n';
                text.append(begins ? "" : " ").append(token);
            }
        });
        return text.toString();
    }
}
