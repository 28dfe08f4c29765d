// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.gru;

import io.backflow.model.GatedLayer;
import io.backflow.model.internal.GruGates;
import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arrays.Numbers;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.layer.FusedRecurrentLayer;
import io.backflow.recurrent.internal.layer.RecurrentImplementations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A gated recurrent unit layer in the reset-after form of cuDNN, PyTorch and Keras; see {@link GruCell} for the
 * equations.
 *
 * <p>Parameters, with n units and gates in the order reset, update, candidate, which is PyTorch's:
 *
 * <ul>
 *   <li>{@code W} [nIn, 3n]: PyTorch's {@code weight_ih} transposed
 *   <li>{@code RW} [n, 3n]: PyTorch's {@code weight_hh} transposed
 *   <li>{@code b} [6n]: PyTorch's {@code bias_ih}, then {@code bias_hh}
 * </ul>
 *
 * <p>It is written and read like any layer configuration of Deeplearning4j, as JSON too; a program that reads a saved
 * model with it needs this library. It runs on the CPU backend, with OpenBLAS if that is on the class path.
 *
 * @see <a href="https://arxiv.org/abs/1406.1078">Cho et al. (2014)</a>
 */
public final class GRU extends BaseRecurrentLayer implements GatedLayer {

    private static final long serialVersionUID = 1L;

    private IActivation gateActivationFn = new ActivationSigmoid();

    /** Makes an empty configuration, for JSON. */
    public GRU() {}

    private GRU(Builder builder) {
        super(builder);
        gateActivationFn = builder.gateActivation;
        initializeConstraints(builder);
    }

    /**
     * Returns the gates, where the biases of the recurrent product have names of their own. They are inside the reset
     * gate.
     */
    @Override
    public List<String> gates(String parameter) {
        return parameter.equals(GruParamInitializer.BIAS_KEY) ? GruGates.BIAS_NAMES : GruGates.NAMES;
    }

    /** Returns the activation function of the gates. */
    public IActivation getGateActivationFn() {
        return gateActivationFn;
    }

    /** Sets the activation function of the gates, for JSON. */
    public void setGateActivationFn(IActivation gateActivationFn) {
        this.gateActivationFn = gateActivationFn;
    }

    @Override
    protected void initializeConstraints(org.deeplearning4j.nn.conf.layers.Layer.Builder<?> builder) {
        super.initializeConstraints(builder);
        List<LayerConstraint> recurrent = ((Builder) builder).getRecurrentConstraints();
        if (recurrent == null) {
            return;
        }
        if (constraints == null) {
            constraints = new ArrayList<>();
        }
        for (LayerConstraint constraint : recurrent) {
            LayerConstraint own = constraint.clone();
            own.setParams(Set.of(GruParamInitializer.RECURRENT_WEIGHT_KEY));
            constraints.add(own);
        }
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> trainingListeners,
            int layerIndex,
            INDArray layerParamsView,
            boolean initializeParams,
            DataType networkDataType) {
        LayerValidation.assertNInNOutSet("GRU", getLayerName(), layerIndex, getNIn(), getNOut());
        String where = "GRU (layer name: " + getLayerName() + ", layer index: " + layerIndex + ")";
        requireHost(where);
        FusedRecurrentLayer<?> layer = new FusedRecurrentLayer<>(conf, cell(where), Numbers.of(networkDataType));
        layer.setListeners(trainingListeners);
        layer.setIndex(layerIndex);
        layer.setParamsViewArray(layerParamsView);
        layer.setParamTable(initializer().init(conf, layerParamsView, initializeParams));
        return layer;
    }

    private void requireHost(String where) {
        String backend = Nd4j.getBackend().getClass().getSimpleName();
        if (!backend.equals("CpuBackend")) {
            throw new UnsupportedOperationException(where + " runs on CpuBackend only, the backend is " + backend);
        }
        if (getWeightNoise() != null) {
            throw new UnsupportedOperationException(where + " has no weight noise, got " + getWeightNoise());
        }
    }

    private GruCell cell(String where) {
        Activation f = RecurrentImplementations.activation(getActivationFn())
                .orElseThrow(() -> unsupported(where, "activation", getActivationFn()));
        Activation gate = RecurrentImplementations.gateActivation(gateActivationFn)
                .orElseThrow(() -> unsupported(where, "gate activation", gateActivationFn));
        return new GruCell(f, gate);
    }

    private static UnsupportedOperationException unsupported(String where, String what, IActivation f) {
        return new UnsupportedOperationException(where + " does not have " + what + " " + f);
    }

    @Override
    public ParamInitializer initializer() {
        return GruParamInitializer.INSTANCE;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        InputType.InputTypeRecurrent input = (InputType.InputTypeRecurrent) inputType;
        long parameters = initializer().numParams(this);
        // Kept for the backward pass, for each example and step: the input, both pre-activations, four blocks and the
        // state.
        long steps = Math.max(1, input.getTimeSeriesLength());
        long perExample = steps * (getNIn() + 11 * getNOut());
        return new LayerMemoryReport.Builder(layerName, GRU.class, inputType, getOutputType(-1, inputType))
                .standardMemory(
                        parameters, getIUpdater() == null ? 0 : getIUpdater().stateSize(parameters))
                .workingMemory(0, perExample, 0, perExample)
                .cacheMemory(0, 0)
                .build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GRU that
                && super.equals(other)
                && Objects.equals(gateActivationFn, that.gateActivationFn);
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof GRU;
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + Objects.hashCode(gateActivationFn);
    }

    @Override
    public String toString() {
        return "GRU(super=" + super.toString() + ", gateActivationFn=" + gateActivationFn + ")";
    }

    /** Builds a {@link GRU}, by default with activation tanh and sigmoid gates. */
    public static final class Builder extends BaseRecurrentLayer.Builder<Builder> {

        private IActivation gateActivation = new ActivationSigmoid();

        /** Makes a builder with activation tanh and sigmoid gates. */
        public Builder() {
            activation(new ActivationTanH());
        }

        /** Sets the activation function of the gates, sigmoid or hard sigmoid. */
        public Builder gateActivationFunction(org.nd4j.linalg.activations.Activation gates) {
            gateActivation = gates.getActivationFunction();
            return this;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        public <E extends org.deeplearning4j.nn.conf.layers.Layer> E build() {
            return (E) new GRU(this);
        }
    }
}
