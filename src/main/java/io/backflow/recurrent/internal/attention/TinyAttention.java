// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.attention;

import io.backflow.model.internal.MendedAttentionVertex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.samediff.SameDiffGraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Deeplearning4j's own attention of some kind on two sequences of three steps, in double and without a network. */
abstract class TinyAttention {

    private static final int BATCH = 2;
    private static final int SIZE = 2;
    private static final int STEPS = 3;

    static final LayerWorkspaceMgr NONE = LayerWorkspaceMgr.noWorkspaces();

    /** All that the output depends on. */
    final List<INDArray> values = new ArrayList<>();

    /** Returns one of a kind. */
    static TinyAttention of(AttentionKind kind) {
        if (kind.type() == AttentionVertex.class) {
            return new Vertex(kind.projected());
        }
        return new OfLayer(configuration(kind));
    }

    private static org.deeplearning4j.nn.conf.layers.Layer configuration(AttentionKind kind) {
        if (kind.type() == SelfAttentionLayer.class) {
            return new SelfAttentionLayer.Builder()
                    .nIn(SIZE)
                    .nOut(SIZE)
                    .nHeads(1)
                    .projectInput(kind.projected())
                    .build();
        }
        if (kind.type() == LearnedSelfAttentionLayer.class) {
            return new LearnedSelfAttentionLayer.Builder()
                    .nIn(SIZE)
                    .nOut(SIZE)
                    .nHeads(1)
                    .nQueries(2)
                    .projectInput(kind.projected())
                    .build();
        }
        return new RecurrentAttentionLayer.Builder()
                .nIn(SIZE)
                .nOut(SIZE)
                .nHeads(1)
                .projectInput(kind.projected())
                .build();
    }

    /** Returns the output. */
    abstract INDArray output();

    /** Returns what Deeplearning4j makes of the output's derivative for each of {@link #values}. */
    abstract List<INDArray> gradients(INDArray epsilon);

    /** Returns numbers between -1 and 1 that are the same everywhere, and drawn from no generator. */
    static INDArray numbers(double frequency, long... shape) {
        INDArray numbers = Nd4j.create(DataType.DOUBLE, shape);
        INDArray flat = numbers.reshape(numbers.length());
        for (long i = 0; i < flat.length(); i++) {
            flat.putScalar(i, Math.sin(frequency * (i + 1)));
        }
        return numbers;
    }

    private static @Nullable INDArray parameters(long count) {
        return count == 0 ? null : numbers(0.9, 1, count);
    }

    private static final class OfLayer extends TinyAttention {
        private final Layer layer;
        private final INDArray input = numbers(0.7, BATCH, SIZE, STEPS);

        OfLayer(org.deeplearning4j.nn.conf.layers.Layer configuration) {
            NeuralNetConfiguration conf =
                    new NeuralNetConfiguration.Builder().layer(configuration).build();
            long count = conf.getLayer().initializer().numParams(conf);
            layer = conf.getLayer().instantiate(conf, null, 0, parameters(count), false, DataType.DOUBLE);
            if (count > 0) {
                layer.setBackpropGradientsViewArray(Nd4j.create(DataType.DOUBLE, 1, count));
            }
            values.add(input);
            values.addAll(layer.paramTable().values());
        }

        @Override
        INDArray output() {
            return layer.activate(input, true, NONE);
        }

        @Override
        List<INDArray> gradients(INDArray epsilon) {
            layer.setInput(input, NONE);
            Pair<Gradient, INDArray> found = layer.backpropGradient(epsilon, NONE);
            List<INDArray> gradients = new ArrayList<>(List.of(found.getSecond()));
            layer.paramTable()
                    .keySet()
                    .forEach(key -> gradients.add(found.getFirst().getGradientFor(key)));
            return gradients;
        }
    }

    private static final class Vertex extends TinyAttention {
        private final SameDiffGraphVertex vertex;
        private final INDArray[] inputs = {
            numbers(0.5, BATCH, SIZE, STEPS), numbers(0.7, BATCH, SIZE, STEPS), numbers(1.1, BATCH, SIZE, STEPS)
        };
        private final Map<String, INDArray> parameters;

        Vertex(boolean projected) {
            AttentionVertex conf = new AttentionVertex.Builder()
                    .nInQueries(SIZE)
                    .nInKeys(SIZE)
                    .nInValues(SIZE)
                    .nOut(SIZE)
                    .projectInput(projected)
                    .build();
            long count = conf.numParams(true);
            vertex = MendedAttentionVertex.alone(conf, parameters(count));
            vertex.setBackpropGradientsViewArray(Nd4j.create(DataType.DOUBLE, 1, Math.max(1, count)));
            vertex.setInputs(inputs);
            parameters = new HashMap<>(vertex.paramTable(true));
            values.addAll(List.of(inputs));
            values.addAll(parameters.values());
        }

        @Override
        INDArray output() {
            return vertex.doForward(true, NONE);
        }

        @Override
        List<INDArray> gradients(INDArray epsilon) {
            vertex.setEpsilon(epsilon);
            Pair<Gradient, INDArray[]> found = vertex.doBackward(false, NONE);
            List<INDArray> gradients = new ArrayList<>(List.of(found.getSecond()));
            parameters.keySet().forEach(key -> gradients.add(found.getFirst().getGradientFor(key)));
            return gradients;
        }
    }
}
