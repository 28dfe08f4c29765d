// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit;

import io.backflow.audit.internal.Auditor;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Whether the gradient of a network is the derivative of its loss, block by block.
 *
 * <pre>{@code
 * GradientAudit audit = GradientAudit.of(network, iterator.next());
 * log.info("{}", audit);
 * }</pre>
 *
 * <p>The gradient that Deeplearning4j computes is compared with central differences of the loss, extrapolated, in a
 * copy in double; the network, its listeners and ND4J's random numbers stay as they are. Where layers of this library
 * are installed, they are in the copy too. The loss is that of a training pass, masks included, summed over outputs,
 * time steps and examples, without L1, L2 and weight decay, which come in later. Of truncated backpropagation two
 * segments are checked, the second from the state that the first has left.
 *
 * @param blocks what is left of each parameter or gate when nothing is divided further, in the order of the network;
 *     for each segment anew
 * @param origins the layers at which an error enters the gradient on its way back: wrong ones with none between
 *     themselves and the outputs; a vertex without parameters that stands above one is not checked by itself
 */
public record GradientAudit(List<Block> blocks, List<String> origins) {

    /** Copies the lists. */
    public GradientAudit {
        blocks = List.copyOf(blocks);
        origins = List.copyOf(origins);
    }

    /** What was found out about a block. */
    public enum Verdict {
        /** The gradient agrees with the differences. */
        RIGHT,
        /** It has the direction of the differences, and another length. */
        WRONG_BY_A_FACTOR,
        /** It has another direction. */
        WRONG,
        /** The differences cannot tell. */
        NOT_CHECKABLE
    }

    /**
     * The audit of one block.
     *
     * @param path layer, parameter and gate, as in all records
     * @param segment which one of truncated backpropagation, from 1; 0 if it is not truncated
     * @param elements how many parameters it has
     * @param norm L2 norm of its gradient, a sum over examples and time steps
     * @param factor by how much the gradient is too long, measured along itself, or along it and others at once if they
     *     have one factor: 1 if it is right; not a number for a gradient of 0
     * @param error L2 norm of its error, as a share of the larger of it and the true gradient; estimated along a few
     *     directions, of which one is the gradient's and the others are random. Of blocks that are right together it is
     *     what the error of one of them would be if it were all of it
     * @param verdict what that means
     * @param reason why it is not checkable, otherwise empty
     */
    public record Block(
            String path,
            int segment,
            long elements,
            double norm,
            double factor,
            double error,
            Verdict verdict,
            String reason) {

        /** Returns whether the gradient of the block is wrong, by a factor or otherwise. */
        public boolean isWrong() {
            return verdict == Verdict.WRONG || verdict == Verdict.WRONG_BY_A_FACTOR;
        }

        @Override
        public String toString() {
            String what = switch (verdict) {
                case RIGHT -> "right";
                case WRONG_BY_A_FACTOR -> String.format(Locale.ROOT, "%.6g times the true gradient", factor);
                case WRONG -> "wrong";
                case NOT_CHECKABLE -> "not checkable, " + reason;
            };
            return String.format(
                    Locale.ROOT,
                    "%s%s: %s (norm %.3g, relative error %.1g)",
                    path,
                    segment == 0 ? "" : ", segment " + segment,
                    what,
                    norm,
                    error);
        }
    }

    /**
     * Audits a network on one minibatch: forward about twenty times if it is right, more for each layer that is not.
     *
     * @param model a {@code MultiLayerNetwork} or {@code ComputationGraph} after {@code init()}
     * @throws IllegalArgumentException if the model is of another kind
     */
    public static GradientAudit of(Model model, DataSet batch) {
        return of(
                model,
                new org.nd4j.linalg.dataset.MultiDataSet(
                        new INDArray[] {batch.getFeatures()},
                        new INDArray[] {batch.getLabels()},
                        asArray(batch.getFeaturesMaskArray()),
                        asArray(batch.getLabelsMaskArray())));
    }

    /**
     * Audits a network with several inputs or outputs on one minibatch.
     *
     * @param model a {@code MultiLayerNetwork} or {@code ComputationGraph} after {@code init()}
     * @throws IllegalArgumentException if the model is of another kind
     */
    public static GradientAudit of(Model model, MultiDataSet batch) {
        return Auditor.audit(
                model,
                new org.nd4j.linalg.dataset.MultiDataSet(
                        batch.getFeatures(),
                        batch.getLabels(),
                        batch.getFeaturesMaskArrays(),
                        batch.getLabelsMaskArrays()));
    }

    private static INDArray @Nullable [] asArray(@Nullable INDArray mask) {
        return mask == null ? null : new INDArray[] {mask};
    }

    /** Returns the blocks whose gradient is wrong. */
    public List<Block> wrong() {
        return blocks.stream().filter(Block::isWrong).toList();
    }

    /** Returns whether no block is wrong and some are right. */
    public boolean isRight() {
        return wrong().isEmpty() && blocks.stream().anyMatch(block -> block.verdict() == Verdict.RIGHT);
    }

    /** Returns one line for what is wrong and where it enters, and one for each block. */
    @Override
    public String toString() {
        long right = blocks.stream()
                .filter(block -> block.verdict() == Verdict.RIGHT)
                .count();
        String first = "Gradient audit: " + right + " of " + blocks.size() + " blocks right, "
                + wrong().size() + " wrong"
                + (origins.isEmpty() ? "" : "; the error enters at " + String.join(" and ", origins));
        return first + blocks.stream().map(Objects::toString).collect(Collectors.joining("\n  ", "\n  ", ""));
    }
}
