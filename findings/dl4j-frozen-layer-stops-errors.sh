#!/usr/bin/env bash
# Layers below a FrozenLayer are never trained.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1.
# Behaviour: backpropagation ends at a FrozenLayer, so a recurrent layer below it that is not frozen keeps its weights
#            for ever; fit says nothing. FrozenLayerWithBackprop lets errors through.
# Expected:  that of FrozenLayerWithBackprop, or a warning: only the frozen layer itself stands still, as with
#            requires_grad in PyTorch and trainable in Keras.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
FrozenLayer: below it stands still, itself stands still, above it learns
FrozenLayerWithBackprop: below it learns, itself stands still, above it learns
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    print("FrozenLayer", new FrozenLayer(lstm()));
    print("FrozenLayerWithBackprop", new FrozenLayerWithBackprop(lstm()));
  }

  static Layer lstm() {
    return new LSTM.Builder().nOut(3).activation(Activation.TANH).build();
  }

  static void print(String name, Layer frozen) {
    MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE)
        .seed(1).updater(new Sgd(0.1)).list().layer(lstm()).layer(frozen)
        .layer(new RnnOutputLayer.Builder(LossFunction.MSE).nOut(1).activation(Activation.IDENTITY).build())
        .setInputType(InputType.recurrent(2, RNNFormat.NCW)).build());
    model.init();
    INDArray[] before = new INDArray[3];
    for (int i = 0; i < 3; i++) {
      before[i] = model.getLayer(i).params().dup();
    }
    model.fit(Nd4j.rand(DataType.DOUBLE, 4, 2, 5), Nd4j.ones(DataType.DOUBLE, 4, 1, 5));
    String[] places = {"below it", "itself", "above it"};
    for (int i = 0; i < 3; i++) {
      boolean still = model.getLayer(i).params().sub(before[i]).norm2Number().doubleValue() == 0;
      places[i] += still ? " stands still" : " learns";
    }
    System.out.println(name + ": " + String.join(", ", places));
  }
}
JAVA
