// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.gradient.GradientBlock;
import io.backflow.model.internal.FlatView;
import io.backflow.model.internal.ModelView;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;

/**
 * Adam's v: the moving average of each element's squared gradient, as the updates before this one left it, its bias not
 * corrected. AMSGrad and Nadam keep the same one; AdaMax keeps a maximum, which is none.
 *
 * <p>DL4J stores together the state of neighbouring parameters that have the same updater: first all of m, then all of
 * v, for AMSGrad then the largest v, each in the order of the flat gradient view.
 */
public final class SecondMoment {

    private final List<UpdaterBlock> blocks;
    private final @Nullable FlatView state;
    private final double factor;

    /**
     * Finds a model's second moment.
     *
     * @param factor brings v to squares of the gradient in the scale of those who read it
     */
    SecondMoment(Model model, double factor) {
        ModelView view = ModelView.of(model);
        INDArray stored = view.updaterState();
        this.blocks = view.updaterBlocks();
        this.state = stored == null ? null : FlatView.of(stored);
        this.factor = factor;
    }

    /** Returns whether any parameter of the model has a second moment. */
    boolean isKept() {
        return blocks.stream().anyMatch(SecondMoment::keepsIt);
    }

    /**
     * Returns what can be read of one block of the gradient.
     *
     * @param leaf a block without parts
     * @throws IllegalStateException if the updater of its parameter keeps no second moment, naming both
     */
    public Reader of(GradientBlock leaf) {
        for (UpdaterBlock block : blocks) {
            if (leaf.offset() >= block.getParamOffsetStart() && leaf.offset() < block.getParamOffsetEnd()) {
                if (state == null || !keepsIt(block)) {
                    throw new IllegalStateException("The updater of '" + leaf.path()
                            + "' must keep a second moment (Adam, AMSGrad or Nadam), got "
                            + updaterOf(block).getClass().getSimpleName());
                }
                int size = block.getParamOffsetEnd() - block.getParamOffsetStart();
                return new Reader(
                        state, block.getUpdaterViewOffsetStart() + size - block.getParamOffsetStart(), factor);
            }
        }
        throw new IllegalArgumentException("The model has no block '" + leaf.path() + "'");
    }

    private static boolean keepsIt(UpdaterBlock block) {
        return isKeptBy(updaterOf(block));
    }

    /** Returns whether an updater keeps a second moment. */
    public static boolean isKeptBy(IUpdater updater) {
        return updater instanceof Adam || updater instanceof AMSGrad || updater instanceof Nadam;
    }

    private static IUpdater updaterOf(UpdaterBlock block) {
        return block.getGradientUpdater().getConfig();
    }

    /** The second moment of the elements of one block. */
    public static final class Reader {

        /** Number of elements that are looked at together. */
        private static final int SOME = 256;

        private final FlatView state;
        private final long shift;
        private final double factor;

        private Reader(FlatView state, long shift, double factor) {
            this.state = state;
            this.shift = shift;
            this.factor = factor;
        }

        /**
         * Reads v of neighbouring elements, as a square of the gradient that the policy sees.
         *
         * @param offset the first element's index in the flat gradient view
         * @param count number of elements
         * @param into receives them from index 0 on
         */
        public void read(long offset, int count, double[] into) {
            state.visit(offset + shift, count, new Copying(into, factor));
        }

        /**
         * Returns whether v of any of these neighbouring elements is above 0; looks no further than the first that is.
         */
        public boolean isAnyPositive(long offset, long length) {
            double[] some = new double[(int) Math.min(length, SOME)];
            for (long done = 0; done < length; done += some.length) {
                int count = (int) Math.min(some.length, length - done);
                read(offset + done, count, some);
                if (Arrays.stream(some, 0, count).anyMatch(v -> v > 0.0)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static final class Copying implements FlatView.Visitor {
        private final double[] into;
        private final double factor;
        private int done;

        Copying(double[] into, double factor) {
            this.into = into;
            this.factor = factor;
        }

        @Override
        public boolean visit(float[] tile, int count) {
            for (int i = 0; i < count; i++) {
                into[done + i] = tile[i] * factor;
            }
            done += count;
            return false;
        }

        @Override
        public boolean visit(double[] tile, int count) {
            for (int i = 0; i < count; i++) {
                into[done + i] = tile[i] * factor;
            }
            done += count;
            return false;
        }
    }
}
