// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.sequence.Partition;
import java.util.List;

/** Takes the three parts as their files give them, and sets aside what no file gives. */
final class SequenceSplit {

    private SequenceSplit() {}

    /** @param byClass whether every part is to have every class in about the same proportion */
    static Partition<RawSequence> of(PartFiles files, boolean byClass, double validationFraction, double testFraction) {
        RawSequences validation = files.validation();
        RawSequences test = files.test();
        List<RawSequence> own = files.training().sequences();
        if (own.size() < 2) {
            throw DataException.in(files.training().file(), "has only one sequence; training needs at least two");
        }
        double validationShare = validation == null ? validationFraction : 0;
        double testShare = test == null ? testFraction : 0;
        Partition<RawSequence> parts = partition(own, byClass, validationShare, testShare);
        if (isIncomplete(parts, validationShare, testShare)) {
            parts = partition(
                    own, false, validationShare, testShare); // classes of one or two have nothing to set aside
        }
        if (isIncomplete(parts, validationShare, testShare)) {
            throw DataException.in(
                    files.training().file(),
                    "too few sequences, " + own.size() + ", to set some aside for "
                            + (validationShare == 0 ? "test" : testShare == 0 ? "validation" : "validation and test")
                            + "; add some, or name files for those");
        }
        return new Partition<>(
                parts.training(),
                validation == null ? parts.validation() : validation.sequences(),
                test == null ? parts.test() : test.sequences());
    }

    private static Partition<RawSequence> partition(
            List<RawSequence> sequences, boolean byClass, double validationShare, double testShare) {
        return Partition.of(
                sequences,
                RawSequence::name,
                sequence -> byClass && sequence.label() != null ? ClassNames.plain(sequence.label()) : "",
                validationShare,
                testShare);
    }

    private static boolean isIncomplete(Partition<RawSequence> parts, double validationShare, double testShare) {
        return parts.training().size() < 2
                || (validationShare > 0 && parts.validation().isEmpty())
                || (testShare > 0 && parts.test().isEmpty());
    }
}
