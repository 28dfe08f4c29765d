package io.backflow.clipping;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.util.ArrayList;
import java.util.List;

/**
 * Bounds each element by what Adam has seen of it: SPAM's spike-aware clipping, without its momentum reset.
 *
 * <pre>{@code g'_i = sign(g_i) sqrt(theta v_i)   if g_i^2 > theta v_i}</pre>
 *
 * <p>v is Adam's second moment before the update. An element whose v is 0, as all are at the first update, is left alone.
 * The updaters of all bounded parameters must keep a second moment; the first update fails if one does not.
 *
 * @param theta how many times its usual square a square may be, finite and greater than 0
 * @see <a href="https://arxiv.org/abs/2501.06842">Huang, Zhu, Jin, Liu, Wang, Liu (2025), section 3</a>
 */
@TypeName("spam")
public record SpikeClipping(
        @Default(SpikeClipping.DEFAULT_THETA) double theta) implements ClippingConfig, ClippingPolicy {

    /** The theta that a configuration gets if it names none: the paper's. */
    public static final String DEFAULT_THETA = "5000.0";

    /** Checks theta. */
    public SpikeClipping {
        new Rules().positive("theta", theta).enforce();
    }

    @Override
    public ClipResult clip(MeanGradient gradient) {
        SecondMoment moment = gradient.anySecondMoment();
        List<ClipResult.BlockClip> clipped = new ArrayList<>();
        for (GradientBlock parameter : gradient.blocks(Level.PARAMETER)) {
            long changed = 0;
            double squares = 0;
            for (GradientBlock leaf : Scope.leavesOf(parameter)) {
                SpikeClamping clamping = new SpikeClamping(gradient, moment.of(leaf), theta, leaf.offset());
                gradient.edit(leaf, clamping);
                changed += clamping.changed();
                squares += clamping.squares();
            }
            if (changed > 0) {
                double before = gradient.norms(parameter).l2();
                double after = Math.min(before, Math.sqrt(squares));
                clipped.add(new ClipResult.BlockClip(parameter.path(), before, after, changed));
            }
        }
        return clipped.isEmpty() ? ClipResult.UNCHANGED : new ClipResult(clipped, "square > " + theta + " v");
    }

    @Override
    public boolean needsL2Only() {
        return true;
    }

    @Override
    public ClippingPolicy newPolicy() {
        return this;
    }
}
