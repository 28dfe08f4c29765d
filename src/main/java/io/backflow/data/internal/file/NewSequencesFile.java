// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.internal.prepared.Features;
import io.backflow.data.internal.prepared.NewDataOptions;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.data.internal.raw.SequenceFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A file of new sequences, read as the training part was, with its labels or without. */
final class NewSequencesFile {

    private final SequencesPreparation preparation;
    private final ReadSettings said;
    private final Path file;
    private final NewDataOptions options;
    private final SequenceFormat format;

    /** @param config what the configuration says of the files; null if its data are no files */
    NewSequencesFile(
            SequencesPreparation preparation, @Nullable SequencesConfig config, Path file, NewDataOptions options) {
        this.preparation = preparation;
        this.said = config == null ? ReadSettings.NONE : config.reading();
        this.file = file;
        this.options = options;
        this.format = PartFiles.taken(file, preparation.form()).format();
    }

    /** @throws io.backflow.data.DataException if the file cannot be read so, or has other features */
    RawSequences read() {
        Features features = new Features(preparation.features());
        List<String> asked = new ArrayList<>(preparation.targets());
        if (preparation.label() != null) {
            asked.add(preparation.label());
        }
        RawSequences read = features.read(
                file,
                options.unlabelled(),
                asked,
                labelled -> PartFiles.read(format, file, settings(labelled), null),
                RawSequences::features);
        return inOrder(read, features.order(read.features()));
    }

    private ReadSettings settings(boolean labelled) {
        List<String> ignored = new ArrayList<>(said.ignored());
        ignored.addAll(options.ignored());
        return new ReadSettings(
                said.delimiter(),
                said.decimal(),
                said.header(),
                preparation.id() == null ? said.id() : preparation.id(),
                preparation.time() == null ? said.time() : preparation.time(),
                said.order(),
                said.times(),
                labelled ? preparation.label() : "none",
                labelled ? preparation.targets() : List.of(),
                said.features(),
                ignored);
    }

    private RawSequences inOrder(RawSequences read, int[] order) {
        boolean same = IntStream.range(0, order.length).allMatch(place -> order[place] == place);
        if (same) {
            return read;
        }
        List<RawSequence> sequences =
                read.sequences().stream().map(each -> inOrder(each, order)).toList();
        return new RawSequences(
                read.file(),
                read.notes(),
                preparation.features(),
                read.asked(),
                read.targets(),
                read.classes(),
                sequences,
                read.settings());
    }

    private static RawSequence inOrder(RawSequence sequence, int[] order) {
        float[] values = new float[sequence.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = sequence.value(i / order.length, order[i % order.length]);
        }
        return sequence.withValues(values);
    }
}
