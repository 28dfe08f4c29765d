#!/usr/bin/env bash
# LearnedSelfAttentionLayer is built and initialised, and never runs.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1 with nd4j-native 1.0.0-M2.1.
# Behaviour: a network with a LearnedSelfAttentionLayer, whatever its heads and projection, fails at its first output:
#            the SameDiff graph that the layer defines asks for scatter_update without indices, and the native operation
#            refuses, and says so on the standard output. SelfAttentionLayer with the same settings runs.
# Expected:  an output, as SelfAttentionLayer has one.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1 \
  org.slf4j:slf4j-nop:1.7.21
seen <<'TEXT'
SelfAttentionLayer: [3, 4, 5]
scatter_update: Number of Integer arguments should be positive number, but got 0 arguments
LearnedSelfAttentionLayer, one head: fails in scatter_update
scatter_update: Number of Integer arguments should be positive number, but got 0 arguments
LearnedSelfAttentionLayer, two heads: fails in scatter_update
scatter_update: Number of Integer arguments should be positive number, but got 0 arguments
LearnedSelfAttentionLayer without projection: fails in scatter_update
TEXT
run_java <<'JAVA'
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
  public static void main(String[] args) {
    print("SelfAttentionLayer", new SelfAttentionLayer.Builder().nIn(4).nOut(4).nHeads(1).projectInput(true).build());
    print("LearnedSelfAttentionLayer, one head", learned(1, true));
    print("LearnedSelfAttentionLayer, two heads", learned(2, true));
    print("LearnedSelfAttentionLayer without projection", learned(1, false));
  }

  static Layer learned(int heads, boolean projectInput) {
    return new LearnedSelfAttentionLayer.Builder().nIn(4).nOut(4).nHeads(heads).headSize(4 / heads).nQueries(2)
        .projectInput(projectInput).build();
  }

  static void print(String name, Layer layer) {
    MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE)
        .list().layer(layer).setInputType(InputType.recurrent(4, 5, RNNFormat.NCW)).build());
    model.init();
    String shape;
    try {
      shape = Arrays.toString(model.output(Nd4j.rand(DataType.DOUBLE, 3, 4, 5)).shape());
    } catch (RuntimeException e) {
      shape = String.valueOf(e.getMessage()).contains("scatter_update") ? "fails in scatter_update" : e.toString();
    }
    System.out.println(name + ": " + shape);
  }
}
JAVA
