// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import org.deeplearning4j.nn.api.Layer;

/**
 * Tells whether a backward pass is one of {@code fit} through the first layer of a network, whose dL/dx Deeplearning4j
 * throws away.
 *
 * <p>A layer is not told. {@code MultiLayerNetwork} calls it the same way when its own caller wants dL/dx, so that only
 * the stack says which it is.
 */
final class FirstLayer {

    private static final String NETWORK = "org.deeplearning4j.nn.multilayer.MultiLayerNetwork";

    /** What hands dL/dx on as it is. */
    private static final String LAST_TIME_STEP = "org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer";

    private static final StackWalker STACK = StackWalker.getInstance();

    private FirstLayer() {}

    /** Returns whether nobody can get to see the dL/dx that the layer is about to return; false where in doubt. */
    static boolean isAlone(Layer layer) {
        return layer.getIndex() == 0
                && STACK.walk(frames ->
                        isOfFit(frames.dropWhile(FirstLayer::handsOn).limit(2).iterator()));
    }

    private static boolean handsOn(StackFrame frame) {
        String name = frame.getClassName();
        return name.startsWith(FirstLayer.class.getPackageName()) || name.equals(LAST_TIME_STEP);
    }

    private static boolean isOfFit(Iterator<StackFrame> callers) {
        return isNetworks(callers, "calcBackpropGradients") && isNetworks(callers, "computeGradientAndScore");
    }

    private static boolean isNetworks(Iterator<StackFrame> callers, String method) {
        if (!callers.hasNext()) {
            return false;
        }
        StackFrame caller = callers.next();
        return caller.getClassName().equals(NETWORK) && caller.getMethodName().equals(method);
    }
}
