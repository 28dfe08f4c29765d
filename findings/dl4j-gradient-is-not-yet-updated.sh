#!/usr/bin/env bash
# onBackwardPass sees the raw gradient, though its Javadoc says that it comes after the update.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1.
# Behaviour: TrainingListener says of onBackwardPass that the gradients are post-update there, unlike in
#            onGradientCalculation. Both see the raw gradient, onBackwardPass first; the update stands in the same
#            arrays in iterationDone only.
# Expected:  with a learning rate of 0.5, half the gradient in onBackwardPass.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
onBackwardPass: 4.0
onGradientCalculation: 4.0
iterationDone: 2.0
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().updater(new Sgd(0.5)).list()
        .layer(new OutputLayer.Builder(LossFunction.MSE).nIn(1).nOut(1).activation(Activation.IDENTITY).build())
            .build());
    model.init();
    model.getParam("0_W").assign(2);
    model.setListeners(new BaseTrainingListener() {
      @Override
      public void onBackwardPass(Model trained) {
        print("onBackwardPass", trained);
      }

      @Override
      public void onGradientCalculation(Model trained) {
        print("onGradientCalculation", trained);
      }

      @Override
      public void iterationDone(Model trained, int iteration, int epoch) {
        print("iterationDone", trained);
      }
    });
    // The squared error of 2 against 0: its gradient is 2 (2 - 0).
    model.fit(Nd4j.ones(1, 1), Nd4j.zeros(1, 1));
  }

  static void print(String hook, Model trained) {
    System.out.println(hook + ": " + trained.gradient().getGradientFor("0_W").getFloat(0));
  }
}
JAVA
