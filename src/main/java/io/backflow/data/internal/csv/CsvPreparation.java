// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.csv;

import io.backflow.data.DataConfig;
import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.prepared.Features;
import io.backflow.data.internal.prepared.NewData;
import io.backflow.data.internal.prepared.NewDataOptions;
import io.backflow.data.internal.prepared.Preparation;
import io.backflow.data.internal.source.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What was learnt from the training part of sequences that are a CSV file each.
 *
 * @param features names of the features; numbers where there is no header
 * @param objective what is asked
 * @param outputs names of the classes, or of the numbers to predict
 * @param shift what is taken off each feature; empty if none is standardised
 * @param scale what each feature is then divided by; empty if none is standardised
 */
public record CsvPreparation(
        List<String> features,
        SequenceData.Objective objective,
        List<String> outputs,
        List<Double> shift,
        List<Double> scale)
        implements Preparation {

    /** Copies the lists. */
    public CsvPreparation {
        features = List.copyOf(features);
        outputs = List.copyOf(outputs);
        shift = List.copyOf(shift);
        scale = List.copyOf(scale);
    }

    @Override
    public SequenceData.Shape shape() {
        return new SequenceData.Shape(features.size(), outputs.size(), objective);
    }

    @Override
    public List<String> labels() {
        return outputs;
    }

    /** What is read of some files. */
    private record Found(List<String> names, List<String> features, boolean labelled, List<CsvSequence> sequences) {}

    @Override
    public NewData read(DataConfig task, Path file, NewDataOptions options) {
        if (!(task instanceof CsvConfig config)) {
            throw new DataException("the run's data are not of the type csv, as its preparation says");
        }
        List<Path> files = Files.isDirectory(file) ? CsvParts.files(file, config.files()) : List.of(file);
        Features trained = new Features(features);
        Found found = trained.read(
                file,
                options.unlabelled(),
                config.targets(),
                labelled -> found(files, config.layout(labelled, options.ignored()), labelled),
                Found::features);
        int[] order = trained.order(found.features());
        Standardiser standardiser = shift.isEmpty() ? null : Standardiser.of(shift, scale);
        List<CsvSequence> inputs = found.sequences().stream()
                .map(sequence -> sequence.withFeaturesInOrder(order))
                .map(sequence -> standardiser == null ? sequence : standardiser.apply(sequence))
                .toList();
        return new NewCsvSequences(this, found.names(), inputs, found.labelled());
    }

    private static Found found(List<Path> files, CsvLayout layout, boolean labelled) {
        CsvReader reader = new CsvReader(layout);
        List<String> names = new ArrayList<>();
        List<CsvSequence> sequences = new ArrayList<>();
        for (Path file : files) {
            names.add(String.valueOf(file.getFileName()));
            sequences.add(reader.read(file, TextFile.read(file)));
        }
        return new Found(names, reader.columns().featureNames(), labelled, sequences);
    }
}
