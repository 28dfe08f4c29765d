// SPDX-License-Identifier: Apache-2.0
package io.backflow.benchmark.peer;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A network of DJL on its PyTorch engine, and one minibatch for it: a recurrent layer, a class at each time step, Adam,
 * clipping of the global norm, which is written out here since DJL has none.
 */
final class DjlTraining implements AutoCloseable {

    private static final long SEED = 42;
    private static final float LEARNING_RATE = 1e-3f;
    private static final double MAX_NORM = 1.0;

    private final Model model;
    private final Trainer trainer;
    private final Loss loss = Loss.softmaxCrossEntropyLoss();
    private final NDArray inputs;
    private final NDArray labels;

    /** The norms of the gradients of the last iteration, a parameter each. */
    private double[] norms = {};

    /** Makes the work that is named so: cell, minibatch, inputs, units, time steps, classes. */
    DjlTraining(String work) {
        String[] parts = work.split(" ", -1);
        int batch = Integer.parseInt(parts[1]);
        int size = Integer.parseInt(parts[2]);
        int units = Integer.parseInt(parts[3]);
        int steps = Integer.parseInt(parts[4]);
        int classes = Integer.parseInt(parts[5]);
        model = Model.newInstance("peer", "PyTorch");
        model.setBlock(new SequentialBlock()
                .add(recurrent(parts[0], units))
                .add(Linear.builder().setUnits(classes).build()));
        trainer = model.newTrainer(new DefaultTrainingConfig(loss)
                .optOptimizer(Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed(LEARNING_RATE))
                        .build()));
        trainer.initialize(new Shape(batch, steps, size));
        NDManager manager = trainer.getManager();
        Random random = new Random(SEED);
        inputs = manager.create(gaussian(random, batch * steps * size), new Shape(batch, steps, size));
        labels = manager.create(classes(random, batch * steps, classes), new Shape((long) batch * steps));
    }

    private static Block recurrent(String cell, int units) {
        return switch (cell) {
            case "lstm" -> LSTM.builder().setStateSize(units).setNumLayers(1).build();
            case "rnn" ->
                RNN.builder()
                        .setStateSize(units)
                        .setNumLayers(1)
                        .setActivation(RNN.Activation.TANH)
                        .build();
            case "gru" -> GRU.builder().setStateSize(units).setNumLayers(1).build();
            default -> throw new IllegalArgumentException("The cell must be lstm, rnn or gru, got " + cell);
        };
    }

    private static float[] gaussian(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static long[] classes(Random random, int count, int classes) {
        return random.ints(count, 0, classes).asLongStream().toArray();
    }

    /** Runs one iteration: forward, backward, norms, clipping, update. Returns the loss. */
    double iterate() {
        try (NDManager scope = trainer.getManager().newSubManager()) {
            // What an operation makes belongs to the manager of what it is made of, here the scope.
            scope.tempAttachAll(inputs, labels);
            double value;
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDArray outputs = trainer.forward(new NDList(inputs)).singletonOrThrow();
                NDArray flat = outputs.reshape(-1, outputs.getShape().get(2));
                NDArray mean = loss.evaluate(new NDList(labels), new NDList(flat));
                collector.backward(mean);
                value = mean.getFloat();
            }
            clip(scope);
            trainer.step();
            return value;
        }
    }

    /** Takes the norm of each gradient, and shortens all of them where their global norm is over the threshold. */
    private void clip(NDManager scope) {
        List<NDArray> gradients = new ArrayList<>();
        for (Parameter parameter : model.getBlock().getParameters().values()) {
            NDArray gradient = parameter.getArray().getGradient();
            gradient.attach(scope);
            gradients.add(gradient);
        }
        double squares = 0;
        norms = new double[gradients.size()];
        for (int i = 0; i < norms.length; i++) {
            norms[i] = gradients.get(i).norm().getFloat();
            squares += norms[i] * norms[i];
        }
        double global = Math.sqrt(squares);
        if (global > MAX_NORM) {
            gradients.forEach(gradient -> gradient.muli(MAX_NORM / global));
        }
    }

    /** Returns the norms of the gradients of the last iteration, a parameter each. */
    double[] norms() {
        return norms.clone();
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}
