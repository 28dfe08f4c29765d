// SPDX-License-Identifier: Apache-2.0
package io.backflow.model;

import java.util.List;

/**
 * A layer configuration whose parameters have the columns of several gates side by side. Implementing it lets their
 * gradients be told apart by name. DL4J's own LSTM layers need no such help.
 */
public interface GatedLayer {

    /**
     * Returns the names of the gates in the order of the parameter's columns, each as wide as the others; empty if the
     * parameter is not divided.
     *
     * @param parameter the parameter's key, such as {@code RW}
     */
    List<String> gates(String parameter);
}
