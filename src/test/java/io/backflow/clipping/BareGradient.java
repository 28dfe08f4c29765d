package io.backflow.clipping;

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
record BareGradient(Model model, GradientLayout layout, INDArray sum, int miniBatchSize) {

    static BareGradient of(Model model, DataType type, int miniBatchSize, IntToDoubleFunction mean) {
        GradientLayout layout = GradientLayout.of(model);
        double[] sums = IntStream.range(0, (int) layout.viewLength())
                .mapToDouble(i -> mean.applyAsDouble(i) * miniBatchSize)
                .toArray();
        INDArray sum = Nd4j.createFromArray(sums).castTo(type);
        return new BareGradient(model, layout, sum, miniBatchSize);
    }

    /** Clips the gradient in place, as the listener does. */
    ClipResult clip(ClippingConfig clipping) {
        return clipBy(clipping.newPolicy());
    }

    /** Clips the gradient in place by a policy that may have clipped others before, as at the first update. */
    ClipResult clipBy(ClippingPolicy policy) {
        return clipBy(policy, 0, 0);
    }

    ClipResult clipBy(ClippingPolicy policy, int iteration, int epoch) {
        return policy.clip(MeanGradient.of(model, layout, sum, miniBatchSize, iteration, epoch));
    }

    /** Returns the norms of the mean gradient. */
    StageNorms norms() {
        return MeanGradient.of(model, layout, sum, miniBatchSize, 0, 0).norms();
    }

    /** Returns the elements of a block of the mean gradient. */
    double[] elements(GradientBlock block) {
        double[] sums = sum.castTo(DataType.DOUBLE).dup().data().asDouble();
        return IntStream.range(0, (int) block.length())
                .mapToDouble(i -> sums[(int) block.offset() + i] / miniBatchSize)
                .toArray();
    }

    double[] elements() {
        return elements(layout.model());
    }

    BareGradient copy() {
        return new BareGradient(model, layout, sum.dup(), miniBatchSize);
    }
}
