#!/usr/bin/env bash
# DJL's optClipGrad bounds a gradient's elements from above only.
#
# Version:   ai.djl:api 0.36.0 with its PyTorch engine, pytorch-native-cpu 2.7.1 for Linux on x86-64.
# Behaviour: with optClipGrad(1) Sgd, Adam and AdamW take a gradient of 3 for 1 and one of -3 for -3. Adam is shown without memory and with
#            an epsilon of 1, so that its step is g / (|g| + 1). The other optimisers are not there with this engine.
# Expected:  -1 for -3, as the documentation of optClipGrad has it: grad = max(min(grad, clipGrad), -clipGrad).
set -euo pipefail
source "$(dirname "$0")/lib.sh"
maven ai.djl.pytorch:pytorch-engine:0.36.0 ai.djl.pytorch:pytorch-jni:2.7.1-0.36.0 org.slf4j:slf4j-nop:2.0.17
native=ai.djl.pytorch:pytorch-native-cpu:2.7.1:jar:linux-x86_64
quietly "fetching $native" mvn -B -ntp -q "$dependency_plugin:copy" "-Dartifact=$native" "-DoutputDirectory=$folder/lib"
seen <<'TEXT'
the gradient [-3.0, -0.5, 0.5, 3.0], and the step that is made of it at the learning rate 1:
Sgd [-3.0, -0.5, 0.5, 3.0], with optClipGrad(1) [-3.0, -0.5, 0.5, 1.0]
Adam [-0.75, -0.333, 0.333, 0.75], with optClipGrad(1) [-0.75, -0.333, 0.333, 0.5]
AdamW [-0.75, -0.333, 0.333, 0.75], with optClipGrad(1) [-0.75, -0.333, 0.333, 0.5]
Nag throws UnsupportedOperationException
RmsProp throws UnsupportedOperationException
Adagrad throws UnsupportedOperationException
Adadelta throws UnsupportedOperationException
TEXT
run_java "-DDJL_CACHE_DIR=$folder/djl" -Dai.djl.offline=true -DOPT_OUT_TRACKING=true <<'JAVA'
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.Arrays;
import java.util.function.DoubleFunction;

public class Finding {
  static final float[] GRADIENT = {-3, -0.5f, 0.5f, 3};
  static final float OFF = -1;
  static final Tracker RATE = Tracker.fixed(1);

  public static void main(String[] args) {
    System.out.println("the gradient " + Arrays.toString(GRADIENT) + ", and the step that is made of it at the learning rate 1:");
    compare("Sgd", clip -> Optimizer.sgd().setLearningRateTracker(RATE).optClipGrad((float) clip).build());
    compare("Adam", clip -> Optimizer.adam().optLearningRateTracker(RATE).optBeta1(0).optBeta2(0).optEpsilon(1)
        .optClipGrad((float) clip).build());
    compare("AdamW", clip -> Optimizer.adamW().optLearningRateTracker(RATE).optBeta1(0).optBeta2(0).optEpsilon(1)
        .optClipGrad((float) clip).build());
    compare("Nag", clip -> Optimizer.nag().setLearningRateTracker(RATE).setMomentum(0.9f).optClipGrad((float) clip).build());
    compare("RmsProp", clip -> Optimizer.rmsprop().optLearningRateTracker(RATE).optClipGrad((float) clip).build());
    compare("Adagrad", clip -> Optimizer.adagrad().optLearningRateTracker(RATE).optClipGrad((float) clip).build());
    compare("Adadelta", clip -> Optimizer.adadelta().optClipGrad((float) clip).build());
  }

  static void compare(String name, DoubleFunction<Optimizer> optimizer) {
    try {
      System.out.println(name + " " + step(optimizer.apply(OFF)) + ", with optClipGrad(1) " + step(optimizer.apply(1)));
    } catch (UnsupportedOperationException e) {
      System.out.println(name + " throws " + e.getClass().getSimpleName());
    }
  }

  static String step(Optimizer optimizer) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray weight = manager.zeros(new Shape(GRADIENT.length));
      weight.setRequiresGradient(true);
      optimizer.update("weight", weight, manager.create(GRADIENT));
      float[] step = weight.neg().toFloatArray();
      for (int i = 0; i < step.length; i++) {
        step[i] = Math.round(step[i] * 1000) / 1000f;
      }
      return Arrays.toString(step);
    }
  }
}
JAVA
