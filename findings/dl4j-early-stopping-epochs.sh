#!/usr/bin/env bash
# After early stopping the network's epoch count is one short of the epochs that it was trained for.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1.
# Behaviour: EarlyStoppingTrainer's result says 3 epochs; the model it trained says 2. Schedules by epoch repeat an
#            epoch when training goes on, and an epoch number in a listener is not what it is under fit.
# Expected:  3, as after fit(iterator, 3).
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.deeplearning4j:deeplearning4j-utility-iterators:1.0.0-M2.1 \
  org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
fit(iterator, 3): epoch count 3
early stopping: result 3 epochs, epoch count 2, iterations 3
TEXT
run_java <<'JAVA'
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    MultiLayerNetwork plain = model();
    plain.fit(data(), 3);
    System.out.printf("fit(iterator, 3): epoch count %d%n", plain.getEpochCount());

    MultiLayerNetwork stopped = model();
    EarlyStoppingConfiguration<MultiLayerNetwork> configuration =
        new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
        .epochTerminationConditions(new MaxEpochsTerminationCondition(3))
        .scoreCalculator(new DataSetLossCalculator(data(), true))
        .modelSaver(new InMemoryModelSaver<>()).build();
    EarlyStoppingResult<MultiLayerNetwork> result = new EarlyStoppingTrainer(configuration, stopped, data()).fit();
    System.out.printf("early stopping: result %d epochs, epoch count %d, iterations %d%n", result.getTotalEpochs(),
        stopped.getEpochCount(), stopped.getIterationCount());
  }

  static MultiLayerNetwork model() {
    MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().seed(1).list()
        .layer(new OutputLayer.Builder(LossFunction.MSE).nIn(1).nOut(1).activation(Activation.IDENTITY).build())
            .build());
    model.init();
    return model;
  }

  static DataSetIterator data() {
    return new ListDataSetIterator<>(List.of(new DataSet(Nd4j.ones(1, 1), Nd4j.ones(1, 1))), 1);
  }
}
JAVA
