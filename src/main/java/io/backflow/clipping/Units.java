package io.backflow.clipping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Which unit each element of one parameter belongs to: {@code (k / stride) % count} for the k-th element.
 *
 * <p>DL4J stores a weight matrix [nIn, nOut] column by column: a column, the weights into one unit, is contiguous. Weights of
 * a convolution [nOut, nIn, ...] are stored by output channel. An array that has but one dimension larger than 1 is one unit.
 *
 * @param start the flat view's index of the parameter's first element
 * @param stride number of neighbouring elements of the same unit
 * @param count number of units
 */
record Units(long start, long stride, int count) {

    /** Returns the units of every parameter of a model, by the index of its first element in the flat view. */
    static Map<Long, Units> of(Model model) {
        Map<Long, Units> units = new HashMap<>();
        long offset = 0;
        for (Trainable trainable : trainables(model)) {
            for (INDArray parameter : trainable.paramTable(false).values()) {
                units.put(offset, of(offset, parameter));
                offset += parameter.length();
            }
        }
        return units;
    }

    /** Returns what has parameters, in the order of the flat view, which is that of DL4J's updater. */
    private static List<Trainable> trainables(Model model) {
        List<Trainable> all = new ArrayList<>();
        if (model instanceof MultiLayerNetwork network) {
            all.addAll(List.of(network.getLayers()));
        } else {
            ComputationGraph graph = (ComputationGraph) model;
            GraphVertex[] vertices = graph.getVertices();
            for (int i : graph.topologicalSortOrder()) {
                all.add(vertices[i]);
            }
        }
        return all.stream().filter(trainable -> trainable.numParams() > 0).toList();
    }

    private static Units of(long start, INDArray parameter) {
        long length = parameter.length();
        int rank = parameter.rank();
        long larger = Arrays.stream(parameter.shape()).filter(size -> size > 1).count();
        if (larger <= 1) {
            return new Units(start, length, 1);
        }
        boolean byColumn = parameter.ordering() == 'f';
        if (rank == 2) {
            int columns = Math.toIntExact(parameter.size(1));
            return new Units(start, byColumn ? parameter.size(0) : 1, columns);
        }
        int count = Math.toIntExact(parameter.size(byColumn ? rank - 1 : 0));
        return new Units(start, length / count, count);
    }

    /** Returns the unit of an element of the flat view. */
    int of(long index) {
        return (int) ((index - start) / stride % count);
    }

    /** Returns whether a range that begins here is made of whole units, or lies within one. */
    boolean divide(long index, long length) {
        long into = (index - start) % stride;
        boolean whole = into == 0 && length % stride == 0 && length <= stride * count;
        return whole || into + length <= stride;
    }

    /** Returns how many elements from this one on, itself included, are neighbours in the same unit. */
    long run(long index) {
        return stride - (index - start) % stride;
    }
}
