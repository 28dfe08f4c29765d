// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.attention;

import io.backflow.model.internal.InDouble;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By how much Deeplearning4j makes the gradients of its attention too long: measured by differences on a tiny one of
 * each kind, once for the whole process, so that a Deeplearning4j that is mended is left alone.
 *
 * <p>In 1.0.0-M2.1 it is 2: the function that takes in the error from above, {@code ExternalErrorsFunction.doDiff}, both
 * sets it as the output's gradient and returns it, whereupon {@code DifferentialFunction.diff} adds the two.
 */
public final class AttentionFactor {

    private static final Logger log = LoggerFactory.getLogger(AttentionFactor.class);

    private static final Map<AttentionKind, AttentionFactor> MEASURED = new ConcurrentHashMap<>();

    /** Central differences of smooth functions near 1 are off by about its square. */
    private static final double STEP = 1e-4;

    private static final double TOLERANCE = 1e-5;

    private final int value;
    private final String obstacle;

    private AttentionFactor(int value, String obstacle) {
        this.value = value;
        this.obstacle = obstacle;
    }

    /** Returns the factor of a kind. */
    public static AttentionFactor of(AttentionKind kind) {
        return MEASURED.computeIfAbsent(kind, AttentionFactor::measured);
    }

    /** Returns the factor; 1 if the gradients are right, and where there is an obstacle. */
    public int value() {
        return value;
    }

    /** Returns why there is no one factor to divide by; empty if there is one. */
    public String obstacle() {
        return obstacle;
    }

    @SuppressWarnings("try") // the scope is left, not used
    private static AttentionFactor measured(AttentionKind kind) {
        AttentionFactor factor;
        try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
            OptionalInt found = measure(TinyAttention.of(kind));
            factor = found.isPresent()
                    ? new AttentionFactor(found.getAsInt(), "")
                    : new AttentionFactor(1, "its gradient is wrong by no one factor");
        } catch (RuntimeException broken) {
            factor = new AttentionFactor(1, "a tiny one cannot be run: " + broken.getMessage());
        }
        if (!factor.obstacle.isEmpty()) {
            log.warn("Deeplearning4j's {} is left alone: {}", kind, factor.obstacle);
        } else if (factor.value == 1) {
            log.info("The gradient of Deeplearning4j's {} is right: it is left alone", kind);
        } else {
            log.info(
                    "The gradient of Deeplearning4j's {}, and of all below, is {} times the true one, as measured:"
                            + " installed layers divide it",
                    kind,
                    factor.value);
        }
        return factor;
    }

    /** Returns the one whole number that all gradients are too long by, if there is one. */
    private static OptionalInt measure(TinyAttention attention) {
        INDArray weights = TinyAttention.numbers(1.3, attention.output().shape());
        List<INDArray> gradients = attention.gradients(weights);
        OptionalInt common = OptionalInt.empty();
        for (int i = 0; i < gradients.size(); i++) {
            INDArray gradient = gradients.get(i).dup();
            double norm = InDouble.norm2(gradient);
            double factor = norm / slope(attention, attention.values.get(i), gradient.divi(norm), weights);
            long whole = Math.round(factor);
            boolean agrees = Math.abs(factor - whole) < TOLERANCE * whole
                    && (common.isEmpty() || common.getAsInt() == whole);
            if (!agrees) {
                return OptionalInt.empty();
            }
            common = OptionalInt.of(Math.toIntExact(whole));
        }
        return common;
    }

    /** Returns the slope of the weighted sum of outputs along a direction of some of what they depend on. */
    private static double slope(TinyAttention attention, INDArray values, INDArray direction, INDArray weights) {
        INDArray start = values.dup();
        values.assign(start.add(direction.mul(STEP)));
        double up = InDouble.sum(attention.output().mul(weights));
        values.assign(start.sub(direction.mul(STEP)));
        double down = InDouble.sum(attention.output().mul(weights));
        values.assign(start);
        return (up - down) / (2 * STEP);
    }
}
