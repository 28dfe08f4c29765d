#!/usr/bin/env bash
# With truncated BPTT a network that classifies whole sequences trains nothing, and says so in a log line only.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1.
# Behaviour: labels of one class a sequence are of rank 2. MultiLayerNetwork's truncated BPTT cannot cut them, warns and returns: fit
#            succeeds, the iteration count stays 0 and no parameter moves. Without a logging backend, as here, there is no trace at all.
# Expected:  an error, or standard BPTT.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
standard BPTT: 10 iterations, parameters moved
truncated BPTT: 0 iterations, parameters as before
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    print("standard BPTT", BackpropType.Standard);
    print("truncated BPTT", BackpropType.TruncatedBPTT);
  }

  static void print(String what, BackpropType type) {
    MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().seed(1).list()
        .layer(new LastTimeStep(new LSTM.Builder().nIn(1).nOut(3).activation(Activation.TANH).build()))
        .layer(new OutputLayer.Builder(LossFunction.MCXENT).nIn(3).nOut(2).activation(Activation.SOFTMAX).build())
        .backpropType(type).tBPTTLength(4).build());
    model.init();
    INDArray before = model.params().dup();
    for (int i = 0; i < 10; i++) {
      model.fit(Nd4j.ones(2, 1, 8), Nd4j.createFromArray(new float[][] {{1, 0}, {1, 0}}));
    }
    boolean moved = before.sub(model.params()).norm1Number().doubleValue() > 0;
    System.out.printf("%s: %d iterations, parameters %s%n", what, model.getIterationCount(), moved ? "moved" : "as before");
  }
}
JAVA
