// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal;

import io.backflow.recurrent.internal.layer.GradientTerm;
import io.backflow.recurrent.internal.layer.GradientTerms;
import io.backflow.recurrent.internal.layer.StepIntervention;
import org.deeplearning4j.nn.api.Model;

/** Puts terms of the gradient into the installed recurrent layers of a network, and takes them out. */
public final class InstalledTerms {

    private InstalledTerms() {}

    /**
     * Adds terms to the weight gradients of installed recurrent layers, besides those that they have.
     *
     * @param terms is asked once for each layer
     * @return how many layers got a term
     */
    public static int add(Model model, GradientTerms terms) {
        return InstalledLayers.visit(model, (layer, name) -> StepIntervention.addTerm(layer, name, terms));
    }

    /** Takes a term out of whichever layers have it. */
    public static void remove(Model model, GradientTerm term) {
        InstalledLayers.visit(model, (layer, name) -> StepIntervention.removeTerm(layer, term));
    }
}
