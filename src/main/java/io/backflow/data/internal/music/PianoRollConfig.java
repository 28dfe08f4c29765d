// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.music;

import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.rule.FileSettings;
import io.backflow.data.internal.rule.Limits;
import io.backflow.data.internal.source.Catalogue;
import io.backflow.data.internal.source.RemoteFile;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prediction of the keys that sound at the next step of a piece, see {@link PianoRollData}.
 *
 * @param file a {@code .json} file of MIDI pitches or a MATLAB 5 {@code .mat} file of piano rolls, relative to the
 *     working directory; with {@code dataset} one of its files
 * @param dataset a data set of the catalogue: {@code jsb-chorales}, or {@code polyphonic-music} with one of its files
 * @param sequenceLength steps after which training cuts a piece; 0 leaves pieces whole. Validation and test always have
 *     whole pieces
 */
@TypeName("piano-roll")
public record PianoRollConfig(
        @Nullable String file,
        @Nullable String dataset,
        @Default("0") int sequenceLength) implements DataConfig {

    /** Checks that a file is named. */
    public PianoRollConfig {
        Rules rules = new Rules()
                .require(file != null || dataset != null, "file", "or dataset must name the pieces", "neither")
                .between("sequenceLength", sequenceLength, 0, Limits.MAX_LENGTH);
        FileSettings.path(rules, "file", file);
        if (dataset != null) {
            checkDataset(rules, dataset, file);
        }
        rules.enforce();
    }

    private static void checkDataset(Rules rules, String dataset, @Nullable String file) {
        boolean known = Catalogue.names().contains(dataset);
        rules.require(known, "dataset", "must be one of " + Catalogue.names(), "'" + dataset + "'");
        if (known) {
            List<String> files = Catalogue.dataset(dataset).files().stream()
                    .map(RemoteFile::name)
                    .toList();
            rules.require(
                    file == null ? files.size() == 1 : files.contains(file),
                    "file",
                    "must be one of " + files,
                    file == null ? "none" : "'" + file + "'");
        }
    }

    @Override
    public boolean everyStep() {
        return true;
    }

    @Override
    public Map<String, List<Path>> files(DataEnvironment environment) {
        return FileSettings.named(
                Collections.singletonMap("file", dataset == null ? Path.of(String.valueOf(file)) : null));
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        if (dataset == null) {
            return data(String.valueOf(file), Path.of(String.valueOf(file)));
        }
        String name = file == null ? Catalogue.dataset(dataset).files().get(0).name() : file;
        return data(dataset + "/" + name, environment.file(dataset, name));
    }

    private SequenceData data(String source, Path path) {
        String name = String.valueOf(path.getFileName());
        if (!name.endsWith(".mat") && !name.endsWith(".json")) {
            throw DataException.in(path, "piano rolls are read from .json and .mat files");
        }
        PianoRolls rolls = name.endsWith(".mat") ? MatRolls.read(path) : JsonRolls.read(path);
        return PianoRollData.of(source, path, rolls, sequenceLength);
    }
}
