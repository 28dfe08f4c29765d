package io.backflow.clipping;

/**
 * Bounds a gradient in place, once an update, after the raw gradient was measured and before the updater sees it.
 *
 * <p>A policy is called only with finite gradients: see {@link NonFiniteConfig} for the others. A policy with state
 * belongs to one model; {@link ClippingConfig#newPolicy()} makes a fresh one for each.
 */
public interface ClippingPolicy {

    /**
     * Bounds the gradient.
     *
     * @param gradient the gradient as the mean over the minibatch, to be edited through its own methods
     * @return what was done; {@link ClipResult#UNCHANGED} if nothing, and then no element may have changed
     */
    ClipResult clip(MeanGradient gradient);
}
