// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.prepared;

import java.util.List;

/**
 * What a person says about new data.
 *
 * @param unlabelled whether there are no labels, even if something looks like some; else it is found out by looking
 * @param ignored columns to leave out, besides those that the run left out
 * @param inOrder whether a network reads the sequences one after the other and keeps its state between them
 */
public record NewDataOptions(boolean unlabelled, List<String> ignored, boolean inOrder) {

    /** Nothing is said. */
    public static final NewDataOptions NONE = new NewDataOptions(false, List.of(), false);

    /** Copies the list. */
    public NewDataOptions {
        ignored = List.copyOf(ignored);
    }
}
