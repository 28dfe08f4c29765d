#!/usr/bin/env bash
# Layers that change the length of a sequence leave its mask as it was.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1.
# Behaviour: Upsampling1D, ZeroPadding1DLayer and Cropping1D pass a mask of 4 steps on with sequences of 8, 6 and 2, and
#            the next layer that looks at it refuses it. Behind Subsampling1DLayer, which shortens too, it runs.
# Expected:  a mask of the length of the sequence.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
Upsampling1D: x shape [2, 3, 8], y shape [2, 4]
ZeroPadding1DLayer: x shape [2, 3, 6], y shape [2, 4]
Cropping1D: x shape [2, 3, 2], y shape [2, 4]
Subsampling1DLayer: runs with a mask
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    run("Upsampling1D", new Upsampling1D.Builder(2).build());
    run("ZeroPadding1DLayer", new ZeroPadding1DLayer.Builder(1).build());
    run("Cropping1D", new Cropping1D(1, 1));
    run("Subsampling1DLayer", new Subsampling1DLayer.Builder().kernelSize(2).stride(2).build());
  }

  static void run(String name, Layer layer) {
    MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().seed(1).list()
        .layer(new Convolution1DLayer.Builder(1).nIn(3).nOut(3).build())
        .layer(layer)
        .layer(new GlobalPoolingLayer(PoolingType.AVG))
        .layer(new OutputLayer.Builder(LossFunction.MCXENT).nIn(3).nOut(2).activation(Activation.SOFTMAX).build())
        .setInputType(InputType.recurrent(3, 4)).build());
    model.init();
    INDArray features = Nd4j.ones(2, 3, 4);
    INDArray mask = Nd4j.createFromArray(new float[][] {{1, 1, 1, 1}, {1, 1, 0, 0}});
    model.output(features);
    try {
      model.output(features, false, mask, null);
      System.out.println(name + ": runs with a mask");
    } catch (IllegalStateException e) {
      System.out.println(name + ": " + e.getMessage().replaceAll(".*(x shape.*), dimensions.*", "$1"));
    }
  }
}
JAVA
