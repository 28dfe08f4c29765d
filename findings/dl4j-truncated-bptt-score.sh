#!/usr/bin/env bash
# Under truncated BPTT the score after fit is that of the last segment.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1, double precision.
# Behaviour: each segment is an iteration of its own, and score() keeps the last one's loss, summed over as many steps
#            as the segment has. A sequence of 6 steps in segments of 4 is reported by its last 2 steps: the number
#            falls when the segments do not divide the length, and jumps between minibatches of different lengths.
# Expected:  the loss of the minibatch that was given, here 6 steps of loss 1.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
standard BPTT: score after fit 6
truncated at 4: score after fit 2
truncated at 3: score after fit 3
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    print("standard BPTT", BackpropType.Standard, 6);
    print("truncated at 4", BackpropType.TruncatedBPTT, 4);
    print("truncated at 3", BackpropType.TruncatedBPTT, 3);
  }

  static void print(String what, BackpropType type, int length) {
    MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE)
        .updater(new Sgd(0)).list()
        .layer(new SimpleRnn.Builder().nIn(1).nOut(1).activation(Activation.TANH).build())
        .layer(new RnnOutputLayer.Builder(LossFunction.MSE).nIn(1).nOut(1).activation(Activation.IDENTITY)
            .dataFormat(RNNFormat.NCW).build())
        .backpropType(type).tBPTTLength(length).build());
    model.init();
    // Outputs of 0 against labels of 1.
    model.params().assign(0);
    model.fit(Nd4j.ones(DataType.DOUBLE, 1, 1, 6), Nd4j.ones(DataType.DOUBLE, 1, 1, 6));
    System.out.printf("%s: score after fit %.0f%n", what, model.score());
  }
}
JAVA
