#!/usr/bin/env bash
# DataVec's sequence iterator takes a class label of -1 and marks a class of another time step.
#
# Version:   deeplearning4j-datavec-iterators 1.0.0-M2.1.
# Behaviour: archives of time series label classes -1 and 1. A label that is too large is refused; -1 is taken without a
#            word and sets an element that is not its own: time steps with no class and others with two.
# Expected:  an error that names the label.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-datavec-iterators:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
labels [0, 1, 1]: [1 0] [0 1] [0 1]
labels [0, -1, 1]: [1 1] [0 0] [0 1]
labels [0, 2, 1]: refused
TEXT
run_java <<'JAVA'
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.datavec.api.records.reader.impl.collection.CollectionSequenceRecordReader;
import org.datavec.api.writable.DoubleWritable;
import org.datavec.api.writable.IntWritable;
import org.datavec.api.writable.Writable;
import org.deeplearning4j.datasets.datavec.SequenceRecordReaderDataSetIterator;
import org.nd4j.linalg.api.ndarray.INDArray;

public class Finding {
  public static void main(String[] args) {
    print(0, 1, 1);
    print(0, -1, 1);
    print(0, 2, 1);
  }

  static void print(int... classes) {
    List<List<Writable>> sequence = new ArrayList<>();
    for (int label : classes) {
      sequence.add(List.of(new DoubleWritable(0.5), new IntWritable(label)));
    }
    System.out.print("labels " + Arrays.toString(classes) + ":");
    try {
      INDArray labels = new SequenceRecordReaderDataSetIterator(new CollectionSequenceRecordReader(List.of(sequence)),
          1, 2, 1)
          .next().getLabels();
      for (int t = 0; t < classes.length; t++) {
        System.out.printf(" [%.0f %.0f]", labels.getDouble(0, 0, t), labels.getDouble(0, 1, t));
      }
      System.out.println();
    } catch (RuntimeException e) {
      System.out.println(" refused");
    }
  }
}
JAVA
