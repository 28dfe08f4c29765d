// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.DataException;
import io.backflow.data.Examples;
import io.backflow.data.FiniteData;
import io.backflow.data.SequenceData;
import io.backflow.data.SequenceData.Objective;
import io.backflow.data.internal.csv.CsvExamples;
import io.backflow.data.internal.csv.CsvSequence;
import io.backflow.data.internal.csv.Standardiser;
import io.backflow.data.internal.prepared.PreparedData;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.sequence.Partition;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from files to data: read, split, missing values, labels, standardise. What is learnt on the way, means and
 * classes, is learnt from the training part.
 */
final class SequencesData {

    private static final Logger LOG = LoggerFactory.getLogger(SequencesData.class);

    private final SequencesConfig config;
    private final PartFiles files;
    private final Objective objective;
    private final Partition<RawSequence> split;
    private final MissingValues missing;
    private final @Nullable ClassNames classes;

    private SequencesData(SequencesConfig config, PartFiles files) {
        this.config = config;
        this.files = files;
        this.objective = Asking.objective(
                files.training(), config.objective(), !config.targets().isEmpty());
        Stream.of(files.validation(), files.test()).forEach(this::requireAsked);
        this.split = SequenceSplit.of(
                files, objective == Objective.CLASSIFY_SEQUENCE, config.validationFraction(), config.testFraction());
        this.missing = MissingValues.fit(config.missing(), files.training().features(), split.training());
        this.classes = objective.classifies() ? ClassNames.learn(config.classes(), split.training()) : null;
        if (classes == null && !config.classes().isEmpty()) {
            throw DataException.in(
                    files.training().file(),
                    "has numbers to predict, so that `classes` must be left out, or objective: classify-sequence said");
        }
    }

    private void requireAsked(@Nullable RawSequences part) {
        if (part != null) {
            Asking.objective(part, objective, !config.targets().isEmpty());
        }
    }

    static SequenceData load(SequencesConfig config) {
        SequencesData data = new SequencesData(config, PartFiles.read(config));
        Map<String, Object> origin = data.origin();
        LOG.info("{}", data.described(origin));
        data.inBothParts().ifPresent(said -> LOG.warn("{}", said));
        return data.data(origin);
    }

    /** Does as if to load, and throws what that would. */
    static void check(SequencesConfig config) {
        SequencesData data = new SequencesData(config, PartFiles.read(config));
        data.numeric(data.split.training());
        data.numeric(data.split.validation());
        data.numeric(data.split.test());
    }

    private SequenceData data(Map<String, Object> origin) {
        List<CsvSequence> training = numeric(split.training());
        List<CsvSequence> validation = numeric(split.validation());
        List<CsvSequence> test = numeric(split.test());
        Standardiser standardiser = Standardiser.fit(training);
        Examples epoch = examples(training, standardiser);
        List<String> labels = classes == null ? files.training().targets() : classes.names();
        SequenceData finite = new FiniteData(
                "sequences",
                new SequenceData.Shape(files.training().features().size(), labels.size(), objective),
                labels,
                (seed, number) -> epoch,
                examples(validation, standardiser),
                examples(test, standardiser),
                origin);
        return new PreparedData(
                finite,
                SequencesPreparation.of(
                        files, objective, labels, missing.means(), config.standardise() ? standardiser : null));
    }

    private Examples examples(List<CsvSequence> sequences, Standardiser standardiser) {
        return new CsvExamples(
                config.standardise()
                        ? sequences.stream().map(standardiser::apply).toList()
                        : sequences,
                objective);
    }

    private List<CsvSequence> numeric(List<RawSequence> sequences) {
        return sequences.stream().map(missing::apply).map(this::numeric).toList();
    }

    private CsvSequence numeric(RawSequence sequence) {
        float[] asked =
                classes == null ? Asking.numbers(sequence, objective) : Asking.classes(sequence, objective, classes);
        Path file = sequence.place().file();
        CsvSequence numbers = objective.everyStep()
                ? new CsvSequence(file, sequence.steps(), sequence.values(), asked)
                : CsvSequence.withOneTarget(file, sequence.steps(), sequence.values(), asked);
        return numbers.at(sequence.inWords());
    }

    private Map<String, Object> origin() {
        Map<String, Object> origin = new LinkedHashMap<>();
        origin.put("source", files.training().file().toString());
        put(origin, "validationSource", files.validation());
        put(origin, "testSource", files.test());
        origin.put("form", files.form().name());
        files.training().notes().forEach((about, note) -> origin.put(about, note));
        origin.put("sha256", FileDigest.of(paths()));
        origin.put("objective", objective.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (classes != null) {
            origin.put("classes", String.join(", ", classes.names()));
        }
        origin.put("missing", missingValues());
        origin.put("standardised", config.standardise());
        return origin;
    }

    private static void put(Map<String, Object> origin, String key, @Nullable RawSequences part) {
        if (part != null) {
            origin.put(key, part.file().toString());
        }
    }

    private Set<Path> paths() {
        Set<Path> paths = new LinkedHashSet<>();
        Stream.of(files.training(), files.validation(), files.test()).forEach(part -> {
            if (part != null) {
                part.sequences().forEach(sequence -> paths.add(sequence.place().file()));
            }
        });
        return paths;
    }

    private String missingValues() {
        long values = 0;
        long sequences = 0;
        for (List<RawSequence> part : List.of(split.training(), split.validation(), split.test())) {
            for (RawSequence sequence : part) {
                long count = MissingValues.count(sequence);
                values += count;
                sequences += count > 0 ? 1 : 0;
            }
        }
        return values == 0
                ? "none"
                : values + " in " + sequences + " sequences, "
                        + config.missing().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Says which sequences are tested that were trained on; empty if none are. */
    private Optional<String> inBothParts() {
        String said = Duplicates.between(split.training(), split.test());
        return said.equals(Duplicates.NONE_IN_BOTH)
                ? Optional.empty()
                : Optional.of(files.training().file() + ": the training part has the values of " + said);
    }

    private String described(Map<String, Object> origin) {
        return files.training().file() + ": " + files.form().description() + "; "
                + (classes == null ? "to predict: " + files.training().targets() : "classes: " + origin.get("classes"))
                + "; missing values: " + origin.get("missing");
    }
}
