// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.prepared;

import io.backflow.data.DataConfig;
import io.backflow.data.SequenceData;
import java.nio.file.Path;
import java.util.List;

/**
 * What was learnt from the training part, by which new data is brought to the form of the data of a run.
 *
 * <p>What a configuration says is not repeated here. It is a record that JSON can hold.
 */
public interface Preparation {

    /** Returns what all batches share. */
    SequenceData.Shape shape();

    /** Returns the names of the outputs. */
    List<String> labels();

    /**
     * Reads new data.
     *
     * @param task the data of the run, whose settings hold for new data too
     * @throws io.backflow.data.DataException naming the first thing that is wrong, or that training did not have
     */
    NewData read(DataConfig task, Path file, NewDataOptions options);
}
