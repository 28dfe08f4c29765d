#!/usr/bin/env bash
# StatsListener reports the gradient of an iteration that is long past.
#
# Version:   deeplearning4j-ui-model 1.0.0-M2.1, the listener behind DL4J's training page.
# Behaviour: its gradient hook asks the count of the iteration before, so with the default frequency of 10 the report at
#            iteration 10 shows the gradient of iteration 1, that at 20 shows 11. Score and parameters beside it are of
#            the iteration named. Every spike of the gradient is drawn nine iterations late.
# Expected:  the gradient of the iteration that the report is of. Here the gradient at iteration i is i.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-ui-model:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
report of iteration 10: gradient 1
report of iteration 20: gradient 11
report of iteration 30: gradient 21
TEXT
run_java <<'JAVA'
import org.deeplearning4j.core.storage.Persistable;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.stats.api.StatsReport;
import org.deeplearning4j.ui.model.stats.api.StatsType;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    InMemoryStatsStorage storage = new InMemoryStatsStorage();
    StatsListener listener = new StatsListener(storage, 10);
    MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().updater(new Sgd(0)).list()
        .layer(new OutputLayer.Builder(LossFunction.MSE).nIn(1).nOut(1).activation(Activation.IDENTITY).build())
            .build());
    model.init();
    model.getParam("0_W").assign(0);
    model.setListeners(listener);
    for (int i = 0; i <= 30; i++) {
      // The gradient of (0 - y)^2 at an output of 0 is -2 y, and the learning rate is 0.
      model.fit(Nd4j.ones(1, 1), Nd4j.scalar((float) i).reshape(1, 1).div(2));
    }
    String training = storage.listSessionIDs().get(0);
    String worker = storage.listWorkerIDsForSession(training).get(0);
    for (Persistable update : storage.getAllUpdatesAfter(training, StatsListener.TYPE_ID, worker, 0)) {
      StatsReport report = (StatsReport) update;
      if (report.getIterationCount() > 0) {
        System.out.printf("report of iteration %d: gradient %.0f%n", report.getIterationCount(),
            report.getMeanMagnitudes(StatsType.Gradients).get("0_W"));
      }
    }
  }
}
JAVA
