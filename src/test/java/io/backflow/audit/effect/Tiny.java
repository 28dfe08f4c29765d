// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.effect;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks of a few parameters in double, and what is asked of them. */
final class Tiny {

    private Tiny() {}

    /** Returns a configuration in double, with Sgd. */
    static NeuralNetConfiguration.Builder configuration() {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .weightInit(new NormalDistribution(0, 0.5))
                .updater(new Sgd(0.1));
    }

    static LSTM.Builder lstm(int units) {
        return new LSTM.Builder().nOut(units).activation(Activation.TANH);
    }

    static SimpleRnn.Builder rnn(int units) {
        return new SimpleRnn.Builder().nOut(units).activation(Activation.TANH);
    }

    static DenseLayer.Builder dense(int units) {
        return new DenseLayer.Builder().nOut(units).activation(Activation.IDENTITY);
    }

    static OutputLayer.Builder output() {
        return new OutputLayer.Builder(LossFunction.MSE).nOut(1).activation(Activation.IDENTITY);
    }

    static RnnOutputLayer.Builder everyStep() {
        return new RnnOutputLayer.Builder(LossFunction.MSE)
                .nOut(1)
                .activation(Activation.IDENTITY)
                .dataFormat(RNNFormat.NCW);
    }

    /** Returns a network that reads sequences with so many inputs a step. */
    static MultiLayerNetwork reading(int inputs, Layer... layers) {
        return reading(configuration(), list -> list, inputs, layers);
    }

    static MultiLayerNetwork reading(
            NeuralNetConfiguration.Builder configuration,
            UnaryOperator<MultiLayerConfiguration.Builder> more,
            int inputs,
            Layer... layers) {
        return built(configuration, more, InputType.recurrent(inputs, RNNFormat.NCW), layers);
    }

    /** Returns a network of rows with so many inputs. */
    static MultiLayerNetwork rows(int inputs, Layer... layers) {
        return rows(configuration(), inputs, layers);
    }

    static MultiLayerNetwork rows(NeuralNetConfiguration.Builder configuration, int inputs, Layer... layers) {
        return built(configuration, list -> list, InputType.feedForward(inputs), layers);
    }

    private static MultiLayerNetwork built(
            NeuralNetConfiguration.Builder configuration,
            UnaryOperator<MultiLayerConfiguration.Builder> more,
            InputType inputs,
            Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = configuration.list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        MultiLayerNetwork network =
                new MultiLayerNetwork(more.apply(list.setInputType(inputs)).build());
        network.init();
        return network;
    }

    /** Returns a sequence of one input a step, of one example. */
    static INDArray sequence(double... values) {
        return Nd4j.createFromArray(values).reshape(1, 1, values.length);
    }

    static INDArray row(double... values) {
        return Nd4j.createFromArray(new double[][] {values});
    }

    /** Computes the gradient, a sum over examples. */
    static void gradient(MultiLayerNetwork network, DataSet data) {
        network.setInput(data.getFeatures());
        network.setLabels(data.getLabels());
        network.setLayerMaskArrays(data.getFeaturesMaskArray(), data.getLabelsMaskArray());
        network.computeGradientAndScore();
        network.clearLayerMaskArrays();
    }

    /** Returns the gradient of a parameter and central differences of the score of as many examples. */
    static INDArray[] againstDifferences(MultiLayerNetwork network, DataSet data, String name) {
        gradient(network, data);
        INDArray analytic = network.gradient().getGradientFor(name).dup();
        INDArray values = network.getParam(name);
        INDArray numeric = analytic.like();
        double step = 1e-4;
        for (int i = 0; i < values.length(); i++) {
            double before = values.getDouble(i);
            values.putScalar(i, before + step);
            double above = network.score(data, true);
            values.putScalar(i, before - step);
            numeric.putScalar(i, data.numExamples() * (above - network.score(data, true)) / (2 * step));
            values.putScalar(i, before);
        }
        return new INDArray[] {analytic, numeric};
    }

    /** Returns the gradient of a parameter's first element over central differences. */
    static double factor(MultiLayerNetwork network, DataSet data, String name) {
        INDArray[] both = againstDifferences(network, data, name);
        return both[0].getDouble(0) / both[1].getDouble(0);
    }

    /** Returns the relative error of a parameter's gradient. */
    static double error(MultiLayerNetwork network, DataSet data, String name) {
        INDArray[] both = againstDifferences(network, data, name);
        return both[0].sub(both[1]).norm2Number().doubleValue()
                / both[1].norm2Number().doubleValue();
    }

    /** Returns what reaches the input at the first step of a sequence, over what reaches it at the last one. */
    static double reachesTheFirstStep(MultiLayerNetwork network, int steps) {
        INDArray atInputs = network.calculateGradients(Nd4j.zeros(1, 1, steps), row(1), null, null)
                .getSecond();
        return atInputs.getDouble(0, 0, 0) / atInputs.getDouble(0, 0, steps - 1);
    }

    static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
