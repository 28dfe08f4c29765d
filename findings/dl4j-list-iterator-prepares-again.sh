#!/usr/bin/env bash
# ListDataSetIterator normalises the same numbers again in every epoch.
#
# Version:   deeplearning4j-utility-iterators 1.0.0-M2.1 with nd4j-native 1.0.0-M2.1.
# Behaviour: a minibatch that is made of one DataSet of the list is the array of the list itself, and the pre-processor
#            works in place. So with a list of whole minibatches and a batch of 1 every epoch trains on other numbers,
#            normalised once more; with a batch of 2 only the odd one out at the end of the list drifts.
#            ExistingDataSetIterator, over the same list, marks what it has prepared.
# Expected:  the first epoch's numbers in every epoch.
source "$(dirname "$0")/lib.sh"
maven org.deeplearning4j:deeplearning4j-utility-iterators:1.0.0-M2.1 org.nd4j:nd4j-native-platform:1.0.0-M2.1
seen <<'TEXT'
the numbers 100, 102 and 104, standardised (mean 102, deviation 1.633)
ListDataSetIterator, batch 1
  epoch 1: -1.22 0.00 1.22
  epoch 2: -63.21 -62.46 -61.71
  epoch 3: -101.17 -100.71 -100.25
ListDataSetIterator, batch 2
  epoch 1: -1.22 0.00 1.22
  epoch 2: -1.22 0.00 -61.71
  epoch 3: -1.22 0.00 -100.25
ExistingDataSetIterator
  epoch 1: -1.22 0.00 1.22
  epoch 2: -1.22 0.00 1.22
  epoch 3: -1.22 0.00 1.22
TEXT
run_java <<'JAVA'
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
  public static void main(String[] args) {
    NormalizerStandardize normalizer = new NormalizerStandardize();
    normalizer.fit(DataSet.merge(list()));
    System.out.printf("the numbers 100, 102 and 104, standardised (mean %.0f, deviation %.3f)%n",
        normalizer.getMean().getDouble(0), normalizer.getStd().getDouble(0));
    print("ListDataSetIterator, batch 1", new ListDataSetIterator<>(list(), 1), normalizer);
    print("ListDataSetIterator, batch 2", new ListDataSetIterator<>(list(), 2), normalizer);
    print("ExistingDataSetIterator", new ExistingDataSetIterator(list()), normalizer);
  }

  static List<DataSet> list() {
    List<DataSet> list = new ArrayList<>();
    for (double value : new double[] {100, 102, 104}) {
      list.add(new DataSet(Nd4j.createFromArray(new double[][] {{value}}), Nd4j.ones(DataType.DOUBLE, 1, 1)));
    }
    return list;
  }

  static void print(String name, DataSetIterator data, NormalizerStandardize normalizer) {
    System.out.println(name);
    data.setPreProcessor(normalizer);
    for (int epoch = 1; epoch <= 3; epoch++) {
      System.out.printf("  epoch %d:", epoch);
      for (data.reset(); data.hasNext();) {
        for (double value : data.next().getFeatures().data().asDouble()) {
          System.out.printf(" %.2f", value);
        }
      }
      System.out.println();
    }
  }
}
JAVA
