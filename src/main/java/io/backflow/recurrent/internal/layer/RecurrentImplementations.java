// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.OutputLoss;
import io.backflow.recurrent.internal.arithmetic.OutputLoss.Kind;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.cell.PeepholeLstmCell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;

/** Which cell of the engine does what a layer configuration of Deeplearning4j says. */
public final class RecurrentImplementations {

    private RecurrentImplementations() {}

    /** Returns the cell for a configuration, or nothing if the engine has none that does just the same. */
    @SuppressWarnings("deprecation") // saved models may still have GravesLSTM and GravesBidirectionalLSTM
    public static Optional<Cell> cell(BaseRecurrentLayer conf) {
        if (conf.getClass() == SimpleRnn.class) {
            return ((SimpleRnn) conf).hasLayerNorm()
                    ? Optional.empty()
                    : activation(conf.getActivationFn()).map(SimpleRnnCell::new);
        }
        Optional<Activation> activation = activation(conf.getActivationFn());
        if (conf.getClass() == LSTM.class) {
            Optional<Activation> gate = gateActivation(((LSTM) conf).getGateActivationFn());
            return activation.flatMap(f -> gate.map(s -> new LstmCell(f, s)));
        }
        if (conf.getClass() == GravesLSTM.class) {
            Optional<Activation> gate = gateActivation(((GravesLSTM) conf).getGateActivationFn());
            return activation.flatMap(f -> gate.map(s -> new PeepholeLstmCell(f, s)));
        }
        if (conf.getClass() == GravesBidirectionalLSTM.class) {
            Optional<Activation> gate = gateActivation(((GravesBidirectionalLSTM) conf).getGateActivationFn());
            return activation.flatMap(f -> gate.map(s -> new PeepholeLstmCell(f, s)));
        }
        return Optional.empty();
    }

    /** Returns the engine's form of an activation function for states. */
    public static Optional<Activation> activation(IActivation f) {
        return known(f).filter(a -> a != Activation.HARD_SIGMOID);
    }

    /** Returns the engine's form of an activation function for gates. */
    public static Optional<Activation> gateActivation(IActivation f) {
        return known(f).filter(a -> a == Activation.SIGMOID || a == Activation.HARD_SIGMOID);
    }

    /**
     * Returns the engine's form of an output layer's activation and loss, or nothing if it has none that does just the
     * same.
     */
    static Optional<OutputLoss> loss(BaseOutputLayer conf) {
        boolean known = conf.getClass() == RnnOutputLayer.class || conf.getClass() == OutputLayer.class;
        if (!known || !conf.hasBias() || conf.getIDropout() != null) {
            return Optional.empty();
        }
        Class<?> f = conf.getActivationFn().getClass();
        ILossFunction loss = conf.getLossFn();
        // Negative log likelihood is another name for it.
        boolean crossEntropy =
                loss.getClass() == LossMCXENT.class || loss.getClass() == LossNegativeLogLikelihood.class;
        if (crossEntropy && f == ActivationSoftmax.class) {
            LossMCXENT mcxent = (LossMCXENT) loss;
            return unweighted(mcxent.getWeights(), new OutputLoss(Kind.SOFTMAX_MCXENT, mcxent.getSoftmaxClipEps()));
        }
        if (loss.getClass() == LossBinaryXENT.class && f == ActivationSigmoid.class) {
            LossBinaryXENT xent = (LossBinaryXENT) loss;
            return unweighted(xent.getWeights(), new OutputLoss(Kind.SIGMOID_XENT, xent.getClipEps()));
        }
        if (loss.getClass() == LossMSE.class && f == ActivationIdentity.class) {
            return unweighted(((LossMSE) loss).getWeights(), new OutputLoss(Kind.IDENTITY_MSE, 0));
        }
        return Optional.empty();
    }

    private static Optional<OutputLoss> unweighted(@Nullable INDArray weights, OutputLoss loss) {
        return weights == null ? Optional.of(loss) : Optional.empty();
    }

    private static Optional<Activation> known(IActivation f) {
        Class<?> type = f.getClass();
        if (type == ActivationTanH.class) {
            return Optional.of(Activation.TANH);
        }
        if (type == ActivationSigmoid.class) {
            return Optional.of(Activation.SIGMOID);
        }
        if (type == ActivationIdentity.class) {
            return Optional.of(Activation.IDENTITY);
        }
        if (type == ActivationHardTanH.class) {
            return Optional.of(Activation.HARD_TANH);
        }
        if (type == ActivationHardSigmoid.class) {
            return Optional.of(Activation.HARD_SIGMOID);
        }
        // Only the plain one: the engine has no slope below zero and no upper limit.
        return f.equals(new ActivationReLU()) ? Optional.of(Activation.RELU) : Optional.empty();
    }
}
