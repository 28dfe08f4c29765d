#!/usr/bin/env bash
# A model saved by CheckpointListener has an iteration count that is one short: resumed training goes another way.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1, MultiLayerNetwork, Adam, double precision.
# Behaviour: iterationDone is called before the count moves on. A checkpoint every 3 iterations comes first after the
#            fourth update, has the parameters and updater state of four and a count of 3, so the next update corrects
#            Adam's bias, and follows learning rate schedules, as if it were the fourth. Saved after fit, the count is 4
#            and resuming is exact.
# Expected:  a count of 4 and the same parameters in both.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
saved after fit: iteration count 4, resumed training the same
saved by the listener: iteration count 3, resumed training another
TEXT
run_java <<'JAVA'
import java.io.File;
import java.nio.file.Files;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.listeners.CheckpointListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) throws Exception {
    File folder = Files.createTempDirectory("checkpoints").toFile();
    MultiLayerNetwork model =
        new MultiLayerNetwork(new NeuralNetConfiguration.Builder().seed(1).dataType(DataType.DOUBLE)
        .updater(new Adam(0.1)).list()
        .layer(new OutputLayer.Builder(LossFunction.MSE).nIn(1).nOut(1).activation(Activation.IDENTITY).build())
            .build());
    model.init();
    CheckpointListener listener = new CheckpointListener.Builder(folder).saveEveryNIterations(3).keepAll().build();
    model.setListeners(listener);
    fit(model, 4);
    File saved = new File(folder, "after-fit.zip");
    model.save(saved, true);
    File checkpoint = listener.getFileForCheckpoint(0);
    model.setListeners();
    fit(model, 3);
    print("saved after fit", MultiLayerNetwork.load(saved, true), model.params());
    print("saved by the listener", MultiLayerNetwork.load(checkpoint, true), model.params());
  }

  static void fit(MultiLayerNetwork model, int updates) {
    for (int i = 0; i < updates; i++) {
      model.fit(Nd4j.ones(DataType.DOUBLE, 1, 1), Nd4j.ones(DataType.DOUBLE, 1, 1));
    }
  }

  static void print(String what, MultiLayerNetwork resumed, INDArray expected) {
    int count = resumed.getIterationCount();
    fit(resumed, 3);
    boolean same = expected.sub(resumed.params()).norm1Number().doubleValue() == 0;
    System.out.printf("%s: iteration count %d, resumed training %s%n", what, count, same ? "the same" : "another");
  }
}
JAVA
