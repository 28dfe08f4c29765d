// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.document;

import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.rule.FileSettings;
import io.backflow.data.internal.rule.Limits;
import io.backflow.data.internal.text.TextConfig;
import io.backflow.data.internal.text.TextFiles;
import io.backflow.data.internal.text.TextLevel;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Classification of short texts, one a line, see {@link DocumentData}.
 *
 * <p>A path is relative to the working directory or else to the data directory. It names a file whose lines have a
 * label and a text, or a folder with a file of texts for each class, which is named after it.
 *
 * @param train texts to train on
 * @param validation texts to validate on; null takes a share of those to train on
 * @param test texts to test on; null takes a share of those to train on
 * @param validationFraction share of each class for validation where {@code validation} is null
 * @param testFraction share of each class for the test where {@code test} is null
 * @param level whether a step is a character or a word
 * @param label where in a line the label stands
 * @param separator what stands between label and text; null for blanks
 * @param labelUntil where a label ends within its word, with the rest of the word left out: {@code ":"} makes
 *     {@code DESC} of TREC's {@code DESC:manner}; or null
 * @param encoding of the files
 * @param maxLength steps after which a text is cut
 * @param minCount words, or characters, that are rarer in training are unknown
 * @param maxSize most words, or characters, the unknown one included
 */
@TypeName("documents")
public record DocumentsConfig(
        String train,
        @Nullable String validation,
        @Nullable String test,
        @Default("0.1") double validationFraction,
        @Default("0.1") double testFraction,
        @Default("character") TextLevel level,
        @Default("first") DocumentsConfig.Label label,
        @Nullable String separator,
        @Nullable String labelUntil,
        @Default("utf-8") DocumentsConfig.Encoding encoding,
        @Default("1000") int maxLength,
        @Default("1") int minCount,
        @Default("10000") int maxSize)
        implements DataConfig {

    /** Where in a line the label stands. */
    public enum Label {
        /** Before the text. */
        FIRST,
        /** Behind the text. */
        LAST
    }

    /** How characters are written as bytes. */
    public enum Encoding {
        /** Unicode. */
        UTF_8,
        /** Western European, a byte a character. */
        ISO_8859_1
    }

    /** Checks paths and ranges. */
    public DocumentsConfig {
        Rules rules = new Rules();
        FileSettings.path(rules, "train", train);
        FileSettings.path(rules, "validation", validation);
        FileSettings.path(rules, "test", test);
        Limits.fractions(rules, validationFraction, testFraction);
        notEmpty(rules, "separator", separator);
        notEmpty(rules, "labelUntil", labelUntil);
        rules.between("maxLength", maxLength, 1, Limits.MAX_LENGTH)
                .atLeast("minCount", minCount, 1)
                .between("maxSize", maxSize, 2, TextConfig.MAX_WORDS)
                .enforce();
    }

    private static void notEmpty(Rules rules, String name, @Nullable String value) {
        rules.require(value == null || !value.isEmpty(), name, "must not be empty", "\"\"");
    }

    @Override
    public Map<String, List<Path>> files(DataEnvironment environment) {
        Map<String, @Nullable Path> named = new LinkedHashMap<>();
        named.put("train", TextFiles.resolve(train, environment));
        named.put("validation", validation == null ? null : TextFiles.resolve(validation, environment));
        named.put("test", test == null ? null : TextFiles.resolve(test, environment));
        return FileSettings.named(named);
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        return new DocumentReader(this).data(environment);
    }
}
