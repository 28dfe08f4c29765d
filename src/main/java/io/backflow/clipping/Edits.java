package io.backflow.clipping;

import io.backflow.gradient.FlatView;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.Measurement;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;

/**
 * What a policy did to a gradient, as far as the norms afterwards follow from those before: where it only multiplied whole
 * blocks, they need not be measured again.
 */
final class Edits {

    private final GradientLayout layout;
    private final Map<String, Double> coefficients = new HashMap<>();
    private boolean onlyScaled = true;

    Edits(GradientLayout layout) {
        this.layout = layout;
    }

    /** Notes an edit of a block without parts, which may be one that a policy made for itself. */
    void add(GradientBlock leaf, FlatView.Visitor visitor) {
        if (visitor instanceof Scaling scaling
                && layout.find(leaf.path()).filter(leaf::equals).isPresent()) {
            coefficients.merge(leaf.path(), scaling.coefficient(), (a, b) -> a * b);
        } else {
            onlyScaled = false;
        }
    }

    /** Computes the norms after the edits where that can be done, and else measures them. */
    void applyTo(Measurement update, Model model) {
        if (onlyScaled) {
            update.scaled(leaf -> coefficients.getOrDefault(leaf.path(), 1.0));
        } else {
            update.remeasure(model);
        }
    }
}
