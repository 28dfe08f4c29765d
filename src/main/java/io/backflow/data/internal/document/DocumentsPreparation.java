// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.document;

import io.backflow.data.DataConfig;
import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.prepared.NewData;
import io.backflow.data.internal.prepared.NewDataOptions;
import io.backflow.data.internal.prepared.OneHotTexts;
import io.backflow.data.internal.prepared.Preparation;
import io.backflow.data.internal.text.Vocabulary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What was learnt from the training part of texts with classes.
 *
 * @param tokens words or characters in the order of their numbers, the last of which stands for all others
 * @param classes in the order of the outputs
 * @param labelledLines whether each line had a label; else the name of a file was that of its lines
 */
public record DocumentsPreparation(List<String> tokens, List<String> classes, boolean labelledLines)
        implements Preparation {

    /** Copies the lists. */
    public DocumentsPreparation {
        tokens = List.copyOf(tokens);
        classes = List.copyOf(classes);
    }

    @Override
    public SequenceData.Shape shape() {
        return new SequenceData.Shape(tokens.size(), classes.size(), SequenceData.Objective.CLASSIFY_SEQUENCE);
    }

    @Override
    public List<String> labels() {
        return classes;
    }

    @Override
    public NewData read(DataConfig task, Path file, NewDataOptions options) {
        if (!(task instanceof DocumentsConfig config)) {
            throw new DataException("the run's data are not of the type documents, as its preparation says");
        }
        boolean labelled = !options.unlabelled() && (labelledLines || Files.isDirectory(file));
        List<Document> documents = DocumentReader.newDocuments(config, file, labelled);
        for (Document document : documents) {
            if (labelled && !classes.contains(document.label())) {
                throw DataException.at(
                        document.file(),
                        document.line(),
                        "the class must be one that training had, " + classes + ", got '" + document.label()
                                + "'; --unlabelled takes the lines to have no labels");
            }
        }
        Vocabulary vocabulary = Vocabulary.of(tokens);
        List<int[]> numbers = documents.stream()
                .map(document -> Arrays.stream(DocumentData.tokens(config, document.text()))
                        .mapToInt(vocabulary::number)
                        .toArray())
                .toList();
        return new OneHotTexts(
                documents.stream().map(document -> place(document, documents)).toList(),
                numbers,
                labelled ? documents.stream().map(Document::label).toList() : List.of());
    }

    /** A line is told by its number, and by its file where there are several. */
    private static String place(Document document, List<Document> all) {
        boolean one = all.get(0).file().equals(all.get(all.size() - 1).file());
        return one ? Long.toString(document.line()) : document.file().getFileName() + ":" + document.line();
    }
}
