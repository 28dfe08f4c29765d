#!/usr/bin/env bash
# In truncated BPTT GravesLSTM begins every segment at zero, already on the way forward.
#
# Version:   deeplearning4j-nn 1.0.0-M2.1.
# Behaviour: In truncated BPTT an LSTM begins the second segment's forward pass with the state at the first one's end.
#            GravesLSTM writes its state down at the end of a segment and never reads it, so that the second segment's
#            outputs are those of a sequence that begins there.
# Expected:  As LSTM: the outputs of the second segment are those of the whole sequence's last steps.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-nn:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
LSTM: the second segment goes on from the first
GravesLSTM: the second segment begins anew
TEXT
run_java <<'JAVA'
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

public class Finding {
  public static void main(String[] args) {
    print("LSTM", new LSTM.Builder().nOut(3).activation(Activation.TANH).build());
    print("GravesLSTM", new GravesLSTM.Builder().nOut(3).activation(Activation.TANH).build());
  }

  static void print(String name, Layer layer) {
    MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE)
        .seed(1).list().layer(layer)
        .layer(new RnnOutputLayer.Builder(LossFunction.MSE).nOut(1).activation(Activation.IDENTITY).build())
        .setInputType(InputType.recurrent(2, RNNFormat.NCW)).build());
    model.init();
    Nd4j.getRandom().setSeed(7);
    INDArray x = Nd4j.rand(DataType.DOUBLE, 1, 2, 8);
    INDArray first = x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, 4)).dup();
    INDArray second = x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(4, 8)).dup();
    // What truncated BPTT does with two segments: training, with the state of the one before, and storing the last.
    model.rnnActivateUsingStoredState(first, true, true);
    INDArray segment = last(model.rnnActivateUsingStoredState(second, true, true));
    INDArray alone = model.output(second, true);
    INDArray whole = model.output(x, true).get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(4, 8));
    boolean goesOn = distance(segment, whole) < 1e-12;
    boolean anew = distance(segment, alone) < 1e-12;
    System.out.println(name + ": the second segment " + (goesOn ? "goes on from the first" : anew ? "begins anew" : "?"));
  }

  static INDArray last(java.util.List<INDArray> activations) {
    return activations.get(activations.size() - 1);
  }

  static double distance(INDArray a, INDArray b) {
    return a.sub(b).norm2Number().doubleValue();
  }
}
JAVA
