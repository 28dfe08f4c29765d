#!/usr/bin/env bash
# TransferLearning.Builder makes of a network with truncated BPTT one without.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1, double precision.
# Behaviour: layers, parameters and what is set at the layers are kept, the kind of backpropagation and its lengths
#            are those of a new network: a sequence of 40 steps that was 8 updates of 5 steps is one update through all
#            of it, with the memory that this takes.
# Expected:  the same training, unless a FineTuneConfiguration says otherwise.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
the network: TruncatedBPTT by 5 steps, 8 updates for 40 steps
another rate, nothing else: Standard by 20 steps, 1 updates for 40 steps
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  private static void show(String name, MultiLayerNetwork network) {
    MultiLayerConfiguration configuration = network.getLayerWiseConfigurations();
    int before = network.getIterationCount();
    network.fit(new DataSet(Nd4j.ones(DataType.DOUBLE, 1, 2, 40), Nd4j.ones(DataType.DOUBLE, 1, 1, 40)));
    System.out.printf("%s: %s by %d steps, %d updates for 40 steps%n", name, configuration.getBackpropType(),
        configuration.getTbpttFwdLength(), network.getIterationCount() - before);
  }

  public static void main(String[] args) {
    MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
        .dataType(DataType.DOUBLE).updater(new Sgd(0.1)).list()
        .layer(new LSTM.Builder().nIn(2).nOut(2).build())
        .layer(new RnnOutputLayer.Builder(LossFunction.MSE).nIn(2).nOut(1).activation(Activation.IDENTITY).build())
        .backpropType(BackpropType.TruncatedBPTT).tBPTTLength(5).build());
    network.init();
    show("the network", network);
    show("another rate, nothing else", new TransferLearning.Builder(network)
        .fineTuneConfiguration(new FineTuneConfiguration.Builder().updater(new Sgd(0.01)).build()).build());
  }
}
JAVA
