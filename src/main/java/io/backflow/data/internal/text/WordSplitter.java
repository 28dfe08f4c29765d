// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.internal.source.Utf8Text;
import java.util.function.Consumer;

/** Cuts a text into words at blanks, with a token of its own for the end of each line, as Mikolov's tools do. */
final class WordSplitter {

    /** The token that ends a line. */
    static final String END_OF_LINE = "<eos>";

    private final Consumer<String> words;
    private final StringBuilder word = new StringBuilder();
    private boolean withinLine;

    private WordSplitter(Consumer<String> words) {
        this.words = words;
    }

    /** Hands over every word in turn, and the token behind each line that has one. */
    static void split(Utf8Text text, Consumer<String> words) {
        WordSplitter splitter = new WordSplitter(words);
        text.forEach(splitter::accept);
        splitter.accept('\n');
    }

    private void accept(int character) {
        if (!Character.isWhitespace(character)) {
            word.appendCodePoint(character);
            return;
        }
        if (word.length() > 0) {
            words.accept(word.toString());
            word.setLength(0);
            withinLine = true;
        }
        if (character == '\n' && withinLine) {
            words.accept(END_OF_LINE);
            withinLine = false;
        }
    }
}
