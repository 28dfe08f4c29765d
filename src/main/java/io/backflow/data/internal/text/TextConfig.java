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
import org.jspecify.annotations.Nullable;

/**
 * Character-level language modelling, see {@link CharacterData}. Either {@code file} or {@code dataset} names the text.
 *
 * @param file a UTF-8 file, relative to the working directory
 * @param dataset a text of the catalogue: {@code tinyshakespeare}
 * @param sequenceLength characters of a sequence
 * @param validationFraction share of the characters, before the test part
 * @param testFraction share of the characters, at the end of the text
 */
@TypeName("text")
public record TextConfig(
        @Nullable String file,
        @Nullable String dataset,
        @Default("50") int sequenceLength,
        @Default("0.05") double validationFraction,
        @Default("0.05") double testFraction)
        implements DataConfig {

    /** Checks that there is one text and that every part has a share of it. */
    public TextConfig {
        Rules rules = new Rules()
                .require(
                        (file == null) != (dataset == null),
                        "file",
                        "or dataset must name the text, and not both",
                        file == null ? "neither" : "file " + file + " and dataset " + dataset)
                .between("sequenceLength", sequenceLength, 1, Limits.MAX_LENGTH);
        Limits.fractions(rules, validationFraction, testFraction);
        FileSettings.path(rules, "file", file);
        if (dataset != null) {
            rules.require(
                    Catalogue.textNames().contains(dataset),
                    "dataset",
                    "must be one of " + Catalogue.textNames(),
                    "'" + dataset + "'");
        }
        rules.enforce();
    }

    @Override
    public boolean everyStep() {
        return true;
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        if (dataset != null) {
            return data(dataset, environment.text(dataset));
        }
        if (file != null) {
            return data(file, Path.of(file));
        }
        throw new IllegalStateException("the rules leave no text unnamed");
    }

    private SequenceData data(String source, Path path) {
        return CharacterData.of(source, TextFile.read(path), sequenceLength, validationFraction, testFraction);
    }
}
