// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.contribution.internal;

import io.backflow.flow.contribution.ContributionRecord;
import io.backflow.linalg.internal.L2Norm;
import io.backflow.recurrent.BackwardTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Splits the gradient of the recurrent weights by time step, from what a backward pass recorded.
 *
 * <pre>{@code
 * ContributionRecord parts = RecurrentContributions.of(pass.trace());
 * parts.relativeMiss(); // about 1e-16 for a network in double, 1e-7 in float
 * }</pre>
 */
public final class RecurrentContributions {

    private RecurrentContributions() {}

    /**
     * Splits the gradient that a pass of a layer left in its network, and says by how much the parts miss it. Gradient
     * terms have no part in either.
     *
     * @param trace a backward pass with activations and errors
     * @throws java.util.NoSuchElementException if the trace lacks activations, errors or the gradient
     */
    @SuppressWarnings("try") // the scope is left, not used
    public static ContributionRecord of(BackwardTrace trace) {
        long columns = (long) trace.gates().size() * trace.units();
        double[] gradient = trace.recurrentGradient().orElseThrow();
        // The observer may be called inside a workspace of the network's, where nothing of ours belongs.
        try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
            return of(trace, Nd4j.createFromArray(gradient).reshape('f', trace.units(), columns));
        }
    }

    /**
     * Splits a gradient and says by how much the parts miss it.
     *
     * @param trace a backward pass with activations and errors
     * @param gradient the network's gradient of RW from the same pass, [units, gates x units], before anything divides,
     *     clips or regularises it: the sum over the minibatch
     * @throws IllegalArgumentException if the shape does not fit
     * @throws java.util.NoSuchElementException if the trace lacks activations or errors
     */
    public static ContributionRecord of(BackwardTrace trace, INDArray gradient) {
        long columns = (long) trace.gates().size() * trace.units();
        if (gradient.rank() != 2 || gradient.size(0) != trace.units() || gradient.size(1) != columns) {
            throw new IllegalArgumentException("gradient must have shape [" + trace.units() + ", " + columns + "], got "
                    + gradient.shapeInfoToString());
        }
        return split(trace, gradient, OptionalInt.empty());
    }

    /**
     * Splits a pass that took back the loss of one step alone; there is no gradient of the network to compare with.
     *
     * @param lossStep t
     */
    public static ContributionRecord ofStepLoss(BackwardTrace trace, int lossStep) {
        return split(trace, null, OptionalInt.of(lossStep));
    }

    private static ContributionRecord split(BackwardTrace trace, @Nullable INDArray gradient, OptionalInt lossStep) {
        // The observer may be called inside a workspace of the network's, where nothing of ours belongs.
        MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces();
        try {
            return new Split(trace, gradient).record(lossStep);
        } finally {
            outside.close();
        }
    }

    /** One split on its way through the gates. */
    private static final class Split {

        private final BackwardTrace trace;
        private final @Nullable INDArray gradient;
        private final int units;
        private final int count;
        private final double[] states;
        private final double[][] gateNorms;
        /**
         * By gate and step, {@code <G_k, G>} of the gate's parts and its total made 1 long, so that no product leaves
         * the range of double.
         */
        private final double[][] products;

        private final List<ContributionRecord.GateTotal> totals = new ArrayList<>();

        Split(BackwardTrace trace, @Nullable INDArray gradient) {
            this.trace = trace;
            this.gradient = gradient;
            units = trace.units();
            count = trace.steps() - trace.firstStep();
            BackwardTrace.StepActivations activations = trace.activations().orElseThrow();
            states = steps(t -> activations.step(BackwardTrace.StepActivations.STATE_BEFORE, t));
            gateNorms = new double[trace.gates().size()][];
            products = new double[trace.gates().size()][];
        }

        private interface Block {
            double[] at(int step);
        }

        private double[] steps(Block block) {
            int size = trace.miniBatch() * units;
            double[] all = new double[count * size];
            for (int i = 0; i < count; i++) {
                System.arraycopy(block.at(trace.firstStep() + i), 0, all, i * size, size);
            }
            return all;
        }

        ContributionRecord record(OptionalInt lossStep) {
            for (int g = 0; g < gateNorms.length; g++) {
                addGate(g);
            }
            double total = L2Norm.scaled(totals.stream()
                    .mapToDouble(ContributionRecord.GateTotal::norm)
                    .toArray());
            double miss = L2Norm.scaled(totals.stream()
                    .mapToDouble(ContributionRecord.GateTotal::miss)
                    .toArray());
            List<ContributionRecord.StepContribution> parts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                List<Double> norms = new ArrayList<>();
                double alongTotal = 0;
                for (int g = 0; g < gateNorms.length; g++) {
                    norms.add(gateNorms[g][i]);
                    alongTotal += totals.get(g).norm() / total * products[g][i];
                }
                double norm = L2Norm.scaled(
                        norms.stream().mapToDouble(Double::doubleValue).toArray());
                parts.add(new ContributionRecord.StepContribution(
                        trace.firstStep() + i, norm, alongTotal / norm, alongTotal / total, norms));
            }
            return new ContributionRecord(lossStep, total, miss, totals, parts);
        }

        private void addGate(int g) {
            String gate = trace.gates().get(g);
            BackwardTrace.StepErrors errors = trace.errors().orElseThrow();
            GateParts parts = new GateParts(
                    count,
                    trace.miniBatch(),
                    units,
                    states,
                    steps(t -> errors.step(BackwardTrace.StepErrors.recurrentSide(gate), t)));
            INDArray sum = parts.sum();
            INDArray total = sum;
            double miss = Double.NaN;
            if (gradient != null) {
                total = gradient.get(
                                NDArrayIndex.all(), NDArrayIndex.interval((long) g * units, (long) (g + 1) * units))
                        .castTo(DataType.DOUBLE);
                miss = norm(sum.sub(total));
            }
            double size = norm(total);
            gateNorms[g] = parts.norms();
            products[g] = size == 0 ? new double[count] : parts.productsWith(total.div(size));
            totals.add(new ContributionRecord.GateTotal(gate, size, miss));
        }

        private static double norm(INDArray matrix) {
            return L2Norm.scaled(matrix.dup().data().asDouble());
        }
    }
}
