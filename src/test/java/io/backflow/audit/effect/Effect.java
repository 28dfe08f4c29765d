// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.effect;

import java.util.List;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.api.Model;

/**
 * Something that bites, seen in plain Deeplearning4j.
 *
 * @param id of the finding
 * @param bitten a network that it applies to
 * @param well one like it that it does not apply to
 * @param measure sees it, in networks of its own
 */
record Effect(String id, Callable<Model> bitten, Callable<Model> well, Callable<List<Figure>> measure) {

    /**
     * One measurement.
     *
     * @param what was measured
     * @param here in Deeplearning4j, rounded so that it is the same on every machine
     * @param expected by what is written, or by what the same is elsewhere
     */
    record Figure(String what, String here, String expected) {}

    @Override
    public String toString() {
        return id;
    }
}
