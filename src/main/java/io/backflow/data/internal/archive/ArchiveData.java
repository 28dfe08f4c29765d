// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.archive;

import io.backflow.data.FiniteData;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.sequence.ContentDigest;
import io.backflow.setting.Rules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Labelled series as data of three parts. */
final class ArchiveData {

    /** They are held in memory: half a kilobyte each. */
    private static final int MOST_SEQUENCES = 100_000;

    private static final long TRAINING = 1;
    private static final long VALIDATION = 2;
    private static final long TEST = 3;

    private ArchiveData() {}

    /** Checks how many sequences the parts of drawn data have. */
    static void checkSizes(int trainSequences, int validationSequences, int testSequences) {
        new Rules()
                .between("trainSequences", trainSequences, 1, MOST_SEQUENCES)
                .between("validationSequences", validationSequences, 1, MOST_SEQUENCES)
                .between("testSequences", testSequences, 1, MOST_SEQUENCES)
                .enforce();
    }

    /** Draws all parts, once for every run; the sizes of two parts do not change the third. */
    static SequenceData drawn(
            SeriesClasses definition, int trainSequences, int validationSequences, int testSequences, long dataSeed) {
        Map<String, Object> origin = new LinkedHashMap<>();
        origin.put("source", "generated");
        origin.put("definition", definition.definition());
        origin.put("dataSeed", dataSeed);
        ContentDigest digest = new ContentDigest().add(definition.definition()).add(Long.toString(dataSeed));
        List.of(trainSequences, validationSequences, testSequences).forEach(size -> digest.add(Integer.toString(size)));
        origin.put("sha256", digest.hex());
        return of(
                definition.name(),
                definition.classes(),
                LabelledSeries.drawn(definition, trainSequences, TRAINING, dataSeed),
                LabelledSeries.drawn(definition, validationSequences, VALIDATION, dataSeed),
                LabelledSeries.drawn(definition, testSequences, TEST, dataSeed),
                origin);
    }

    static SequenceData of(
            String name,
            List<String> classes,
            LabelledSeries training,
            LabelledSeries validation,
            LabelledSeries test,
            Map<String, Object> origin) {
        return new FiniteData(
                name,
                new SequenceData.Shape(1, classes.size(), SequenceData.Objective.CLASSIFY_SEQUENCE),
                classes,
                (seed, epoch) -> training,
                validation,
                test,
                origin);
    }
}
