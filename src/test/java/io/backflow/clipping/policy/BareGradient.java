// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.MeanGradient;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.StageNorms;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The flat gradient of a minibatch, without a training run around it. */
public record BareGradient(Model model, GradientLayout layout, INDArray sum, int miniBatchSize) {

    public static BareGradient of(Model model, DataType type, int miniBatchSize, IntToDoubleFunction mean) {
        GradientLayout layout = GradientLayout.of(model);
        double[] sums = IntStream.range(0, (int) layout.viewLength())
                .mapToDouble(i -> mean.applyAsDouble(i) * miniBatchSize)
                .toArray();
        INDArray sum = Nd4j.createFromArray(sums).castTo(type);
        return new BareGradient(model, layout, sum, miniBatchSize);
    }

    /** Clips the gradient in place, as the listener does. */
    public ClipResult clip(ClippingConfig clipping) {
        return clipBy(clipping.newPolicy());
    }

    /** Clips the gradient in place by a policy that may have clipped others before, as at the first update. */
    public ClipResult clipBy(ClippingPolicy policy) {
        return clipBy(policy, 0, 0);
    }

    public ClipResult clipBy(ClippingPolicy policy, int iteration, int epoch) {
        return policy.clip(MeanGradient.of(model, layout, sum, miniBatchSize, iteration, epoch));
    }

    /** Returns the norms of the mean gradient. */
    public StageNorms norms() {
        return MeanGradient.of(model, layout, sum, miniBatchSize, 0, 0).norms();
    }

    /** Returns the elements of a block of the mean gradient. */
    public double[] elements(GradientBlock block) {
        double[] sums = sum.castTo(DataType.DOUBLE).dup().data().asDouble();
        return IntStream.range(0, (int) block.length())
                .mapToDouble(i -> sums[(int) block.offset() + i] / miniBatchSize)
                .toArray();
    }

    public double[] elements() {
        return elements(layout.model());
    }

    public BareGradient copy() {
        return new BareGradient(model, layout, sum.dup(), miniBatchSize);
    }
}
