// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.DataConfig;
import io.backflow.data.SequenceData;
import io.backflow.data.SequenceData.Objective;
import io.backflow.data.internal.csv.Standardiser;
import io.backflow.data.internal.prepared.NewData;
import io.backflow.data.internal.prepared.NewDataOptions;
import io.backflow.data.internal.prepared.Preparation;
import io.backflow.data.internal.raw.RawSequences;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What was learnt from the training part of sequences of numbers.
 *
 * @param form the form that the files were read as
 * @param features names of the features; numbers where they have none
 * @param id column of the sequences' names; null where it was found out by looking and there was none, as the next
 * @param time column of time stamps
 * @param label column of the class
 * @param targets columns of numbers to predict
 * @param objective what is asked
 * @param outputs names of the classes, or of the numbers to predict
 * @param means of the features, for missing values; NaN where there is none
 * @param shift what is taken off each feature; empty if none is standardised
 * @param scale what each feature is then divided by; empty if none is standardised
 */
public record SequencesPreparation(
        String form,
        List<String> features,
        @Nullable String id,
        @Nullable String time,
        @Nullable String label,
        List<String> targets,
        Objective objective,
        List<String> outputs,
        List<Double> means,
        List<Double> shift,
        List<Double> scale)
        implements Preparation {

    private static final String NO_COLUMN = "none";

    /** Copies the lists. */
    public SequencesPreparation {
        features = List.copyOf(features);
        targets = List.copyOf(targets);
        outputs = List.copyOf(outputs);
        means = List.copyOf(means);
        shift = List.copyOf(shift);
        scale = List.copyOf(scale);
    }

    /** Returns what holds for numbers of which nothing was learnt. */
    public static SequencesPreparation plain(List<String> features, SequenceData.Shape shape, List<String> outputs) {
        List<Double> noMeans = IntStream.range(0, shape.inputs())
                .mapToObj(feature -> Double.NaN)
                .toList();
        return new SequencesPreparation(
                SequencesConfig.AUTO,
                features.isEmpty()
                        ? IntStream.range(0, shape.inputs())
                                .mapToObj(Integer::toString)
                                .toList()
                        : features,
                null,
                null,
                null,
                List.of(),
                shape.objective(),
                outputs,
                noMeans,
                List.of(),
                List.of());
    }

    static SequencesPreparation of(
            PartFiles files,
            Objective objective,
            List<String> outputs,
            List<Double> means,
            @Nullable Standardiser standardiser) {
        RawSequences training = files.training();
        Map<String, Object> said = training.settings();
        List<String> targets = said.get("targets") instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.of();
        String label = text(said, "label");
        return new SequencesPreparation(
                files.form().name(),
                training.features(),
                text(said, "id"),
                text(said, "time"),
                label == null && targets.isEmpty() ? NO_COLUMN : label,
                targets,
                objective,
                outputs,
                means,
                standardiser == null ? List.of() : standardiser.means(),
                standardiser == null ? List.of() : standardiser.deviations());
    }

    private static @Nullable String text(Map<String, Object> said, String key) {
        Object value = said.get(key);
        return value == null ? null : value.toString();
    }

    @Override
    public SequenceData.Shape shape() {
        return new SequenceData.Shape(features.size(), outputs.size(), objective);
    }

    @Override
    public List<String> labels() {
        return outputs;
    }

    @Override
    public NewData read(DataConfig task, Path file, NewDataOptions options) {
        SequencesConfig config = task instanceof SequencesConfig own ? own : null;
        Missing missing = config == null ? Missing.FAIL : config.missing();
        RawSequences read = new NewSequencesFile(this, config, file, options).read();
        return new NewSequences(this, MissingValues.of(missing, features, means), read);
    }
}
