// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.model.internal.ModelView;
import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import org.deeplearning4j.nn.api.Layer;

/**
 * Tells whether a backward pass is one of {@code fit} through the first layer of a network, whose dL/dx Deeplearning4j
 * throws away.
 *
 * <p>A layer is not told. Networks call it the same way when their own caller wants dL/dx, so that only the stack says
 * which it is. A {@code ComputationGraph} leaves dL/dx with the vertex of its input, where nobody looks in {@code fit}.
 */
public final class FirstLayer {

    private static final String NETWORK = "org.deeplearning4j.nn.multilayer.MultiLayerNetwork";

    private static final String GRAPH = "org.deeplearning4j.nn.graph.ComputationGraph";

    private static final String VERTEX = "org.deeplearning4j.nn.graph.vertex.impl.LayerVertex";

    private static final String OPTIMIZER = "org.deeplearning4j.optimize.solvers.BaseOptimizer";

    /** What hands dL/dx on as it is. */
    private static final String LAST_TIME_STEP = "org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer";

    private static final StackWalker STACK = StackWalker.getInstance();

    private FirstLayer() {}

    /** Tells the installed layers of a graph which of them read nothing but what the graph is fed with. */
    public static void mark(ModelView network) {
        for (Layer layer : network.onGraphInputs()) {
            EngineLayers.visit(layer, "", (ours, path, reversed) -> ours.readsGraphInput());
        }
    }

    /**
     * Returns whether nobody can get to see the dL/dx that the layer is about to return; false where in doubt.
     *
     * @param ofGraph whether it is a layer of a graph that reads nothing but the graph's inputs
     */
    static boolean isAlone(Layer layer, boolean ofGraph) {
        if (ofGraph) {
            return STACK.walk(frames ->
                    isOfGraphsFit(frames.dropWhile(FirstLayer::handsOn).limit(5).iterator()));
        }
        return layer.getIndex() == 0
                && STACK.walk(frames ->
                        isOfFit(frames.dropWhile(FirstLayer::handsOn).limit(2).iterator()));
    }

    private static boolean isOfGraphsFit(Iterator<StackFrame> callers) {
        return is(callers, VERTEX, "doBackward")
                && is(callers, GRAPH, "calcBackpropGradients")
                && is(callers, GRAPH, "computeGradientAndScore") // without and, below it, with a workspace manager
                && is(callers, GRAPH, "computeGradientAndScore")
                && is(callers, OPTIMIZER, "gradientAndScore");
    }

    private static boolean handsOn(StackFrame frame) {
        String name = frame.getClassName();
        return name.startsWith(FirstLayer.class.getPackageName()) || name.equals(LAST_TIME_STEP);
    }

    private static boolean isOfFit(Iterator<StackFrame> callers) {
        return is(callers, NETWORK, "calcBackpropGradients") && is(callers, NETWORK, "computeGradientAndScore");
    }

    private static boolean is(Iterator<StackFrame> callers, String type, String method) {
        if (!callers.hasNext()) {
            return false;
        }
        StackFrame caller = callers.next();
        return caller.getClassName().equals(type) && caller.getMethodName().equals(method);
    }
}
