// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import io.backflow.data.Examples;
import java.io.Serializable;

/** Where an example of a batch stands in the data, as meta data of Deeplearning4j's; put in words only when asked. */
final class ExamplePlace implements Serializable {

    private static final long serialVersionUID = 1L;

    private final transient Examples examples;
    private final int number;

    ExamplePlace(Examples examples, int number) {
        this.examples = examples;
        this.number = number;
    }

    @Override
    public String toString() {
        return examples.place(number);
    }

    /** A batch that is saved has the words. */
    private Object writeReplace() {
        return toString();
    }
}
