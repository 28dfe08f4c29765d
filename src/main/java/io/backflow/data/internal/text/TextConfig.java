// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.rule.FileSettings;
import io.backflow.data.internal.rule.Limits;
import io.backflow.data.internal.source.Catalogue;
import io.backflow.data.internal.source.TextFile;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Language modelling by characters or words, see {@link CharacterData} and {@link WordData}. One of {@code file},
 * {@code dataset} and {@code folder} names the text.
 *
 * @param file a UTF-8 file, relative to the working directory or else to the data directory
 * @param dataset a text of the catalogue: {@code tinyshakespeare}
 * @param sequenceLength characters, or words, of a sequence
 * @param validationFraction share of the text, before the test part; of a folder nothing
 * @param testFraction share of the text, at its end; of a folder nothing
 * @param folder a folder with a file for training, one for validation and one for test, whose names have {@code train},
 *     {@code valid} and {@code test} in them; or null
 * @param level {@code character} or {@code word}; null is {@code character}
 * @param minCount words that are rarer in training are unknown; only for words, null is 1
 * @param maxSize most words, the unknown one included; only for words, null is 10000
 */
@TypeName("text")
public record TextConfig(
        @Nullable String file,
        @Nullable String dataset,
        @Default("50") int sequenceLength,
        @Default("0.05") double validationFraction,
        @Default("0.05") double testFraction,
        @Nullable String folder,
        @Nullable TextLevel level,
        @Nullable Integer minCount,
        @Nullable Integer maxSize)
        implements DataConfig {

    /** More words than this make one-hot batches that no memory holds. */
    public static final int MAX_WORDS = WordData.MAX_WORDS;

    private static final int DEFAULT_SIZE = 10_000;

    /** Checks that there is one text and that every part has a share of it. */
    public TextConfig {
        Rules rules = new Rules();
        if (folder == null) {
            rules.require(
                    (file == null) != (dataset == null),
                    "file",
                    "or dataset must name the text, and not both",
                    file == null ? "neither" : "file " + file + " and dataset " + dataset);
        } else {
            rules.require(
                    file == null && dataset == null,
                    "folder",
                    "must be left out where file or dataset names the text",
                    folder);
        }
        rules.between("sequenceLength", sequenceLength, 1, Limits.MAX_LENGTH);
        Limits.fractions(rules, validationFraction, testFraction);
        FileSettings.path(rules, "file", file);
        FileSettings.path(rules, "folder", folder);
        if (dataset != null) {
            rules.require(
                    Catalogue.textNames().contains(dataset),
                    "dataset",
                    "must be one of " + Catalogue.textNames(),
                    "'" + dataset + "'");
        }
        checkVocabulary(rules, level, minCount, maxSize);
        rules.enforce();
    }

    /** Reads characters. */
    public TextConfig(
            @Nullable String file,
            @Nullable String dataset,
            int sequenceLength,
            double validationFraction,
            double testFraction) {
        this(file, dataset, sequenceLength, validationFraction, testFraction, null, null, null, null);
    }

    /** Adds the rules that a cut of the vocabulary breaks. */
    static void checkVocabulary(
            Rules rules, @Nullable TextLevel level, @Nullable Integer minCount, @Nullable Integer maxSize) {
        boolean words = level == TextLevel.WORD;
        if (minCount != null) {
            rules.require(words, "minCount", "must be left out unless level is word", minCount)
                    .atLeast("minCount", minCount, 1);
        }
        if (maxSize != null) {
            rules.require(words, "maxSize", "must be left out unless level is word", maxSize)
                    .between("maxSize", maxSize, 2, WordData.MAX_WORDS);
        }
    }

    @Override
    public boolean everyStep() {
        return true;
    }

    @Override
    public boolean streams() {
        return true;
    }

    @Override
    public Map<String, List<Path>> files(DataEnvironment environment) {
        Map<String, @Nullable Path> named = new LinkedHashMap<>();
        named.put("file", file == null ? null : TextFiles.resolve(file, environment));
        named.put("folder", folder == null ? null : TextFiles.resolve(folder, environment));
        return FileSettings.named(named);
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        Text text = text(environment);
        return level == TextLevel.WORD
                ? WordData.of(
                        text,
                        sequenceLength,
                        validationFraction,
                        testFraction,
                        minCount == null ? 1 : minCount,
                        maxSize == null ? DEFAULT_SIZE : maxSize)
                : CharacterData.of(text, sequenceLength, validationFraction, testFraction);
    }

    private Text text(DataEnvironment environment) {
        String source = Stream.of(folder, dataset, file)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        if (folder != null) {
            return TextFiles.corpus(source, TextFiles.resolve(source, environment));
        }
        Path path = dataset != null ? environment.text(source) : TextFiles.resolve(source, environment);
        return new Text(source, List.of(TextFile.utf8(path)));
    }
}
