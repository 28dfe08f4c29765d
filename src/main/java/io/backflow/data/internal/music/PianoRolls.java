// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.music;

import java.util.List;

/** The pieces of the three parts of a data set. */
record PianoRolls(List<PianoRoll> training, List<PianoRoll> validation, List<PianoRoll> test) {

    /** Copies the lists. */
    PianoRolls {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
        test = List.copyOf(test);
    }
}
