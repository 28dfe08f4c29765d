// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Random minibatches: the same seed gives the same numbers in every data type. */
public record TestData(DataType type, int examples, int steps) {

    /** Returns sequences with a label at every step. */
    public static DataSet sequences(DataType type, int examples, int steps, long seed) {
        TestData data = new TestData(type, examples, steps);
        Random random = new Random(seed);
        return new DataSet(data.sequence(random), data.labelsOfSteps(random));
    }

    MultiDataSet multi(INDArray features, INDArray labels) {
        return new org.nd4j.linalg.dataset.MultiDataSet(features, labels);
    }

    public MultiDataSet twoTasks(Random random) {
        return new org.nd4j.linalg.dataset.MultiDataSet(
                new INDArray[] {sequence(random), sequence(random)},
                new INDArray[] {labelsOfSteps(random), labelsOfSteps(random)});
    }

    public INDArray sequence(Random random) {
        return gaussian(random, examples, TestNetworks.INPUTS, steps);
    }

    INDArray flat(Random random) {
        return gaussian(random, examples, TestNetworks.INPUTS);
    }

    INDArray labelsOfSteps(Random random) {
        INDArray labels = Nd4j.create(type, examples, TestNetworks.CLASSES, steps);
        for (int i = 0; i < examples; i++) {
            for (int t = 0; t < steps; t++) {
                labels.putScalar(new int[] {i, random.nextInt(TestNetworks.CLASSES), t}, 1);
            }
        }
        return labels;
    }

    public INDArray labels(Random random) {
        INDArray labels = Nd4j.create(type, examples, TestNetworks.CLASSES);
        for (int i = 0; i < examples; i++) {
            labels.putScalar(new int[] {i, random.nextInt(TestNetworks.CLASSES)}, 1);
        }
        return labels;
    }

    INDArray tokens(Random random, int length) {
        INDArray tokens = Nd4j.create(type, examples, length);
        for (int i = 0; i < examples; i++) {
            for (int t = 0; t < length; t++) {
                tokens.putScalar(new int[] {i, t}, random.nextInt(TestNetworks.SYMBOLS));
            }
        }
        return tokens;
    }

    private INDArray gaussian(Random random, long... shape) {
        INDArray array = Nd4j.create(type, shape);
        for (long i = 0; i < array.length(); i++) {
            array.putScalar(i, random.nextGaussian());
        }
        return array;
    }
}
