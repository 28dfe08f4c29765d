// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.selection;

import io.backflow.config.internal.EvaluationConfig;
import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.AtomicFiles;
import io.backflow.store.internal.Resumable;
import io.backflow.store.internal.SavedValues;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The best validation of a run so far, the parameters that it was of, and how long nothing was better.
 *
 * <p>An evaluation without a finite value is never the best, and counts as one without a new best.
 */
public final class BestSoFar implements Resumable {

    private static final String VALUE = "value";
    private static final String UPDATE = "update";
    private static final String WITHOUT = "without";
    private static final String PARAMETERS = "parameters";

    private final EvaluationConfig config;
    private final boolean higherIsBetter;
    private double value = Double.NaN;
    private long update;
    private long without;
    private float @Nullable [] parameters;

    /** @param higherIsBetter what better means for the value that is watched */
    public BestSoFar(EvaluationConfig config, boolean higherIsBetter) {
        this.config = config;
        this.higherIsBetter = higherIsBetter;
    }

    /** Takes note of an evaluation; NaN if it gave no value. */
    public void add(MultiLayerNetwork network, double found) {
        if (!isBetter(found)) {
            without++;
            return;
        }
        value = found;
        update = network.getIterationCount();
        without = 0;
        if (config.keep() == EvaluationConfig.Keep.BEST) {
            parameters = network.params().toFloatVector();
        }
    }

    private boolean isBetter(double found) {
        if (!Double.isFinite(found)) {
            return false;
        }
        double least = config.minDelta() == null ? 0 : config.minDelta();
        double gain = higherIsBetter ? found - value : value - found;
        return Double.isNaN(value) || (least == 0 ? gain > 0 : gain >= least);
    }

    /** Returns whether the best is as good as the target; not so where none is given. */
    public boolean reachedTarget() {
        Double target = config.target();
        return target != null && (higherIsBetter ? value >= target : value <= target);
    }

    /** Returns the target as figures of a run, with the update that reached it if one did; nothing without target. */
    public Map<String, Double> target() {
        Map<String, Double> figures = new LinkedHashMap<>();
        if (config.target() != null) {
            figures.put(RunSummary.TARGET, config.target());
        }
        if (reachedTarget()) {
            figures.put(RunSummary.UPDATES_TO_TARGET, (double) update);
        }
        return figures;
    }

    /** Returns why training is to stop; empty if it is not. */
    public String stop() {
        if (reachedTarget()) {
            return "reached the target: " + value + " after update " + update + " is as good as " + config.target();
        }
        Integer patience = config.patience();
        return patience == null || without < patience
                ? ""
                : "stopped early: " + without + " evaluations in a row were no better than that of update " + update;
    }

    /** Returns whether the network got the best parameters, which are asked for and known. */
    public boolean giveBestTo(MultiLayerNetwork network) {
        if (parameters == null) {
            return false;
        }
        network.setParams(Nd4j.createFromArray(parameters).reshape(1, parameters.length));
        return true;
    }

    /** Saves a network as plain DL4J does, without its updater, which is no longer that of these parameters. */
    public static void save(Path file, MultiLayerNetwork network) {
        AtomicFiles.write(file, temporary -> ModelSerializer.writeModel(network, temporary.toFile(), false));
    }

    /** Returns the update after which the best was found; 0 if none was. */
    public long update() {
        return update;
    }

    @Override
    public Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        state.put(VALUE, Double.isNaN(value) ? new double[0] : new double[] {value});
        state.put(UPDATE, new double[] {update});
        state.put(WITHOUT, new double[] {without});
        state.put(PARAMETERS, parameters == null ? new double[0] : widened(parameters));
        return state;
    }

    private static double[] widened(float[] numbers) {
        double[] wide = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            wide[i] = numbers[i];
        }
        return wide;
    }

    @Override
    public void restore(Map<String, double[]> state) {
        SavedValues found = SavedValues.of(state, VALUE);
        value = found.hasNext() ? found.number() : Double.NaN;
        update = SavedValues.count(state, UPDATE);
        without = SavedValues.count(state, WITHOUT);
        double[] wide = state.getOrDefault(PARAMETERS, new double[0]);
        parameters = wide.length == 0 ? null : narrowed(wide);
    }

    private static float[] narrowed(double[] wide) {
        float[] numbers = new float[wide.length];
        for (int i = 0; i < wide.length; i++) {
            numbers[i] = (float) wide[i];
        }
        return numbers;
    }
}
