// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import java.util.concurrent.atomic.AtomicBoolean;
import org.deeplearning4j.nn.api.Model;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells networks from the single layers that DL4J's unsupervised pretraining hands to a network's listeners. Such a
 * layer has parameters and a gradient of its own, which lie in no view of the network.
 */
public final class Pretraining {

    private static final Logger log = LoggerFactory.getLogger(Pretraining.class);

    private final String omitted;
    private final AtomicBoolean said = new AtomicBoolean();

    /** Makes a test of which the log says once, the first time that it finds a layer, what is not done to it. */
    public Pretraining(String omitted) {
        this.omitted = omitted;
    }

    /** Returns whether a model is no network, so that a listener should leave it alone. */
    public boolean isOf(Model model) {
        if (ModelView.find(model).isPresent()) {
            return false;
        }
        if (!said.getAndSet(true)) {
            log.warn(
                    "{} is pretrained by itself: its gradients are not {}",
                    model.getClass().getSimpleName(),
                    omitted);
        }
        return true;
    }
}
