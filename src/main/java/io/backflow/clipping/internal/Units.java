// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.model.internal.ModelPart;
import io.backflow.model.internal.ModelView;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Which unit each element of one parameter belongs to: {@code (k / stride) % count} for the k-th element.
 *
 * <p>DL4J stores a weight matrix [nIn, nOut] column by column: a column, the weights into one unit, is contiguous.
 * Weights of a convolution [nOut, nIn, ...] are stored by output channel, those of other kinds of convolution and of
 * attention in orders of their own. An array that has but one dimension larger than 1 is one unit.
 *
 * @param start the flat view's index of the parameter's first element
 * @param stride number of neighbouring elements of the same unit
 * @param count number of units
 */
public record Units(long start, long stride, int count) {

    /** What DL4J's attention layers and vertices call their weights of queries, keys and values. */
    private static final Set<String> PROJECTIONS = Set.of("Wq", "Wk", "Wv");

    /** Returns the units of every parameter of a model, by the index of its first element in the flat view. */
    static Map<Long, Units> of(Model model) {
        Map<Long, Units> units = new HashMap<>();
        long offset = 0;
        for (ModelPart part : ModelView.of(model).parts()) {
            if (part.trainable().numParams() > 0) {
                Object kind = part.layer() == null
                        ? part.trainable()
                        : part.layer().conf().getLayer();
                for (Map.Entry<String, INDArray> entry :
                        part.trainable().paramTable(false).entrySet()) {
                    units.put(offset, of(offset, entry.getValue(), entry.getKey(), kind));
                    offset += entry.getValue().length();
                }
            }
        }
        return units;
    }

    private static Units of(long start, INDArray parameter, String key, Object kind) {
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
        if (byColumn) {
            int count = Math.toIntExact(parameter.size(rank - 1));
            return new Units(start, length / count, count);
        }
        Dimensions units = dimensions(key, rank, kind);
        return new Units(
                start,
                product(parameter, units.end(), rank),
                Math.toIntExact(product(parameter, units.first(), units.end())));
    }

    /** Which dimensions of an array, the last one exclusive, a unit has an index in. */
    private record Dimensions(int first, int end) {}

    /** Returns the dimensions that stand for what the weights lead to; all others stand for what they come from. */
    private static Dimensions dimensions(String key, int rank, Object kind) {
        if (kind instanceof DepthwiseConvolution2D) {
            return new Dimensions(2, 4); // [height, width, nIn, multiplier], with an output for each of the latter two
        }
        boolean firstOfTwoSteps = kind instanceof SeparableConvolution2D && key.equals("W"); // [multiplier, nIn, ...]
        boolean projection = rank == 3 && PROJECTIONS.contains(key); // [heads, headSize, nIn]
        if (firstOfTwoSteps || projection) {
            return new Dimensions(0, 2);
        }
        if (kind instanceof Deconvolution3D) {
            return new Dimensions(3, 4); // [depth, height, width, nOut, nIn]
        }
        if (kind instanceof Deconvolution2D) {
            return new Dimensions(1, 2); // [nIn, nOut, height, width]
        }
        return new Dimensions(0, 1);
    }

    private static long product(INDArray parameter, int first, int end) {
        long product = 1;
        for (int i = first; i < end; i++) {
            product *= parameter.size(i);
        }
        return product;
    }

    /** Returns the unit of an element of the flat view. */
    int of(long index) {
        return (int) ((index - start) / stride % count);
    }

    /** Returns whether a range that begins here is made of whole units, or lies within one. */
    public boolean divide(long index, long length) {
        long into = (index - start) % stride;
        boolean whole = into == 0 && length % stride == 0 && length <= stride * count;
        return whole || into + length <= stride;
    }

    /** Returns how many elements from this one on, itself included, are neighbours in the same unit. */
    long run(long index) {
        return stride - (index - start) % stride;
    }
}
