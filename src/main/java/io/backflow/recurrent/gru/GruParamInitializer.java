// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.gru;

import io.backflow.model.internal.GruGates;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitUtil;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Lays the parameters of a {@link GRU} out in its flat view, and initialises them.
 *
 * <p>Weights are drawn with the fans of one gate: nIn and n for {@code W}, n and n for {@code RW}, as Deeplearning4j's
 * SimpleRnn has them. Input biases start at the configured {@code biasInit}, recurrent biases at 0.
 */
final class GruParamInitializer implements ParamInitializer {

    static final GruParamInitializer INSTANCE = new GruParamInitializer();

    static final String WEIGHT_KEY = "W";
    static final String RECURRENT_WEIGHT_KEY = "RW";
    static final String BIAS_KEY = "b";

    private static final int GATES = GruGates.NAMES.size();

    private GruParamInitializer() {}

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return numParams(conf.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        GRU gru = (GRU) layer;
        return GATES * gru.getNOut() * (gru.getNIn() + gru.getNOut() + 2);
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return List.of(WEIGHT_KEY, RECURRENT_WEIGHT_KEY, BIAS_KEY);
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return List.of(WEIGHT_KEY, RECURRENT_WEIGHT_KEY);
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return List.of(BIAS_KEY);
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return weightKeys(layer).contains(key);
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return biasKeys(layer).contains(key);
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
        paramKeys(conf.getLayer()).forEach(conf::addVariable);
        GRU gru = (GRU) conf.getLayer();
        Map<String, INDArray> views = views(gru, paramsView);
        if (initializeParams) {
            initialise(gru, views);
        }
        Map<String, INDArray> parameters = Collections.synchronizedMap(new LinkedHashMap<>());
        long columns = GATES * gru.getNOut();
        views.forEach((key, view) -> parameters.put(
                key,
                key.equals(BIAS_KEY)
                        ? view
                        : WeightInitUtil.reshapeWeights(new long[] {view.length() / columns, columns}, view)));
        return parameters;
    }

    private static void initialise(GRU gru, Map<String, INDArray> views) {
        long n = gru.getNOut();
        long[] inputShape = {gru.getNIn(), GATES * n};
        long[] recurrentShape = {n, GATES * n};
        IWeightInit input = gru.getWeightInitFn();
        IWeightInit recurrent = gru.getWeightInitFnRecurrent() == null ? input : gru.getWeightInitFnRecurrent();
        views.forEach((key, view) -> {
            switch (key) {
                case WEIGHT_KEY ->
                    input.init(
                            (double) gru.getNIn(), (double) n, inputShape, IWeightInit.DEFAULT_WEIGHT_INIT_ORDER, view);
                case RECURRENT_WEIGHT_KEY ->
                    recurrent.init((double) n, (double) n, recurrentShape, IWeightInit.DEFAULT_WEIGHT_INIT_ORDER, view);
                default -> {
                    view.assign(0);
                    view.get(NDArrayIndex.interval(0, GATES * n)).assign(gru.getBiasInit());
                }
            }
        });
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray gradientView) {
        GRU gru = (GRU) conf.getLayer();
        long columns = GATES * gru.getNOut();
        Map<String, INDArray> gradients = new LinkedHashMap<>();
        views(gru, gradientView)
                .forEach((key, view) -> gradients.put(
                        key, key.equals(BIAS_KEY) ? view : view.reshape('f', view.length() / columns, columns)));
        return gradients;
    }

    /** Cuts a flat vector into those of the parameters. */
    private Map<String, INDArray> views(GRU gru, INDArray flat) {
        long expected = numParams(gru);
        if (flat.length() != expected) {
            throw new IllegalArgumentException(
                    "The parameter view of GRU must have length " + expected + ", got " + flat.length());
        }
        INDArray vector = flat.reshape(flat.length());
        long columns = GATES * gru.getNOut();
        long recurrentFrom = gru.getNIn() * columns;
        long biasFrom = recurrentFrom + gru.getNOut() * columns;
        Map<String, INDArray> views = new LinkedHashMap<>();
        views.put(WEIGHT_KEY, vector.get(NDArrayIndex.interval(0, recurrentFrom)));
        views.put(RECURRENT_WEIGHT_KEY, vector.get(NDArrayIndex.interval(recurrentFrom, biasFrom)));
        views.put(BIAS_KEY, vector.get(NDArrayIndex.interval(biasFrom, expected)));
        return views;
    }
}
