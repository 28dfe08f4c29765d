// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.archive;

import io.backflow.data.SplitMix;
import java.util.List;

/** The definition of series of one feature that belong to classes. */
interface SeriesClasses {

    /** Returns the name under which a configuration chooses them. */
    String name();

    /** Returns the definition with its numbers filled in, for the record of a run. */
    String definition();

    /** Returns the names of the classes. */
    List<String> classes();

    /** Draws one series of a class, as it is before it is normalised. */
    double[] draw(int ofClass, SplitMix random);
}
