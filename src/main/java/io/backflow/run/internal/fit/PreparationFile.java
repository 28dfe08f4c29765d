// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.fit;

import io.backflow.data.SequenceData;
import io.backflow.data.internal.csv.CsvPreparation;
import io.backflow.data.internal.document.DocumentsPreparation;
import io.backflow.data.internal.file.SequencesPreparation;
import io.backflow.data.internal.image.MnistPreparation;
import io.backflow.data.internal.language.LanguagesPreparation;
import io.backflow.data.internal.prepared.Preparation;
import io.backflow.data.internal.prepared.Prepared;
import io.backflow.data.internal.series.SeriesPreparation;
import io.backflow.data.internal.text.TextPreparation;
import io.backflow.store.internal.AtomicFiles;
import io.backflow.store.internal.Json;
import io.backflow.store.internal.RunDirectoryException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonPropertyOrder;

/**
 * The file of a run directory by which new data is brought to the form of the run's: {@value #NAME}, one of whose
 * components is there.
 */
@JsonPropertyOrder({"format", "sequences", "csv", "series", "documents", "text", "languages", "mnist"})
public record PreparationFile(
        @Nullable SequencesPreparation sequences,
        @Nullable CsvPreparation csv,
        @Nullable SeriesPreparation series,
        @Nullable DocumentsPreparation documents,
        @Nullable TextPreparation text,
        @Nullable LanguagesPreparation languages,
        @Nullable MnistPreparation mnist) {

    /** Where it is in a run directory. */
    public static final String NAME = "preparation.json";

    private static final long FORMAT = 1;

    /** What to do with the file is known only once its format is. */
    private record Format(long format) {}

    /** The file's first field. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    long format() {
        return FORMAT;
    }

    /** Returns the content of the file for a run on this data; empty if no new data can be prepared. */
    public static Optional<AtomicFiles.Content> content(SequenceData data) {
        return preparation(data).map(known -> AtomicFiles.text(Json.pretty(of(known))));
    }

    private static Optional<Preparation> preparation(SequenceData data) {
        Optional<Preparation> learnt = Prepared.of(data);
        return learnt.isPresent() ? learnt : plain(data);
    }

    /** Nothing is learnt from generated sequences, nor from piano rolls, whose labels are their next inputs. */
    private static Optional<Preparation> plain(SequenceData data) {
        boolean generated = "generated".equals(data.provenance().get("source"));
        boolean rolls = data.objective() == SequenceData.Objective.LABEL_STEPS;
        return generated || rolls
                ? Optional.of(
                        SequencesPreparation.plain(rolls ? data.labels() : List.of(), data.shape(), data.labels()))
                : Optional.empty();
    }

    private static PreparationFile of(Preparation preparation) {
        return new PreparationFile(
                preparation instanceof SequencesPreparation sequences ? sequences : null,
                preparation instanceof CsvPreparation csv ? csv : null,
                preparation instanceof SeriesPreparation series ? series : null,
                preparation instanceof DocumentsPreparation documents ? documents : null,
                preparation instanceof TextPreparation text ? text : null,
                preparation instanceof LanguagesPreparation languages ? languages : null,
                preparation instanceof MnistPreparation mnist ? mnist : null);
    }

    /**
     * Reads the file of a run directory.
     *
     * @throws RunDirectoryException if it is not what this version writes
     */
    public static Preparation read(Path directory) {
        Path file = directory.resolve(NAME);
        try {
            long format = Json.read(file, Format.class).format();
            if (format != FORMAT) {
                throw unusable(file, "it has format " + format + ", and this version reads " + FORMAT, null);
            }
            PreparationFile read = Json.read(file, PreparationFile.class);
            return read.all()
                    .filter(Objects::nonNull)
                    .map(Preparation.class::cast)
                    .findFirst()
                    .orElseThrow(() -> unusable(file, "it has nothing that this version knows", null));
        } catch (UncheckedIOException e) {
            throw unusable(file, "it is not what a run writes", e);
        }
    }

    private Stream<@Nullable Preparation> all() {
        return Stream.of(sequences, csv, series, documents, text, languages, mnist);
    }

    private static RunDirectoryException unusable(Path file, String why, @Nullable Exception cause) {
        return new RunDirectoryException(file + " cannot be used: " + why + "; train the network again", cause);
    }
}
