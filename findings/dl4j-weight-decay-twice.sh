#!/usr/bin/env bash
# weightDecay set for the whole network shrinks the weights twice as much as it says.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1.
# Behaviour: NeuralNetConfiguration.Builder.weightDecay(c) ends up twice in the regularisation of each layer, so an
#            update without a gradient multiplies the weights by 1 - 2 c lr. Set on a layer it is there once, and so is
#            l2 in either place.
# Expected:  1 - c lr = 0.95 at c 0.5 and a learning rate of 0.1.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
set for the network: 2 entries in the layer, weights times 0.90
set on the layer: 1 entries in the layer, weights times 0.95
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    NeuralNetConfiguration.Builder network = new NeuralNetConfiguration.Builder().weightDecay(0.5);
    print("set for the network", network, output());
    print("set on the layer", new NeuralNetConfiguration.Builder(), output().weightDecay(0.5));
  }

  static OutputLayer.Builder output() {
    return new OutputLayer.Builder(LossFunction.MSE).nIn(2).nOut(1).activation(Activation.IDENTITY);
  }

  static void print(String what, NeuralNetConfiguration.Builder network, BaseLayer.Builder<?> output) {
    MultiLayerNetwork model = new MultiLayerNetwork(network.dataType(DataType.DOUBLE).updater(new Sgd(0.1)).list()
        .layer(output.build()).build());
    model.init();
    double before = model.getParam("0_W").getDouble(0);
    // An input of zeros has no gradient at the weights.
    model.fit(Nd4j.zeros(DataType.DOUBLE, 1, 2), Nd4j.zeros(DataType.DOUBLE, 1, 1));
    int entries = ((BaseLayer) model.getLayer(0).conf().getLayer()).getRegularization().size();
    System.out.printf("%s: %d entries in the layer, weights times %.2f%n", what, entries,
        model.getParam("0_W").getDouble(0) / before);
  }
}
JAVA
