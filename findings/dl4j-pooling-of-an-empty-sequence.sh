#!/usr/bin/env bash
# One sequence that is all padding makes every weight NaN, under PNORM beside a finite score.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1, double precision.
# Behaviour: where a feature mask leaves nothing of an example, GlobalPoolingLayer's average and maximum make the score
#            of the minibatch NaN, and one call of fit the weights. Under PNORM the score is finite and the weights are
#            NaN all the same. Under SUM both are finite. LastTimeStep refuses such an example by its number.
# Expected:  an error that names the example, or zeros with a gradient of zero.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
MAX: score NaN, LSTM's weights NaN
AVG: score NaN, LSTM's weights NaN
SUM: score finite, LSTM's weights finite
PNORM: score finite, LSTM's weights NaN
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    INDArray features = Nd4j.linspace(DataType.DOUBLE, -1, 0.1, 24).reshape(2, 3, 4);
    INDArray labels = Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}});
    INDArray mask = Nd4j.createFromArray(new double[][] {{1, 1, 1, 0}, {0, 0, 0, 0}});
    for (PoolingType pooling : PoolingType.values()) {
      MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().seed(1)
          .dataType(DataType.DOUBLE).updater(new Sgd(0.1)).list()
          .layer(new LSTM.Builder().nOut(3).activation(Activation.TANH).build())
          .layer(new GlobalPoolingLayer(pooling))
          .layer(new OutputLayer.Builder(LossFunction.MCXENT).nOut(2).activation(Activation.SOFTMAX).build())
          .setInputType(InputType.recurrent(3)).build());
      model.init();
      model.fit(new DataSet(features, labels, mask, null));
      System.out.printf("%s: score %s, LSTM's weights %s%n", pooling, finite(model.score()),
          finite(model.getParam("0_W").getDouble(0)));
    }
  }

  static String finite(double value) {
    return Double.isFinite(value) ? "finite" : "NaN";
  }
}
JAVA
