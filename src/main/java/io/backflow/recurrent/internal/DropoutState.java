// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal;

import io.backflow.model.internal.WrappedLayers;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A copy of the random masks of a network's dropout, which each backward pass uses up and which Deeplearning4j shows to
 * nobody.
 *
 * <p>Putting the masks in for a backward pass beside the training, and what was there back afterwards, leaves the
 * training's own alone.
 */
final class DropoutState {

    /** One array that a dropout object holds. */
    private record Slot(
            IDropout owner, Field field, @Nullable INDArray copy) {}

    private final List<Slot> slots = new ArrayList<>();

    /** Copies the masks of some layers. */
    DropoutState(List<Layer> layers) {
        MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces();
        try {
            layers.stream()
                    .flatMap(layer -> WrappedLayers.configurations(layer).stream())
                    .forEach(this::copy);
        } finally {
            outside.close();
        }
    }

    private void copy(Layer layer) {
        IDropout dropout = layer.getIDropout();
        if (dropout != null) {
            for (Class<?> type = dropout.getClass(); type != Object.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (field.getType() == INDArray.class && !Modifier.isStatic(field.getModifiers())) {
                        INDArray mask = get(dropout, field);
                        slots.add(new Slot(dropout, field, mask == null ? null : mask.dup()));
                    }
                }
            }
        }
    }

    /** Does something with the copied masks in place. */
    void during(Runnable action) {
        List<@Nullable INDArray> before = new ArrayList<>();
        for (Slot slot : slots) {
            before.add(get(slot.owner(), slot.field()));
        }
        try {
            for (Slot slot : slots) {
                // A copy again: some kinds of dropout scale their mask in place.
                set(slot, slot.copy() == null ? null : slot.copy().dup());
            }
            action.run();
        } finally {
            for (int i = 0; i < slots.size(); i++) {
                set(slots.get(i), before.get(i));
            }
        }
    }

    private static @Nullable INDArray get(IDropout owner, Field field) {
        try {
            field.setAccessible(true);
            return (INDArray) field.get(owner);
        } catch (ReflectiveOperationException hidden) {
            throw new IllegalStateException("Cannot read the mask of " + owner, hidden);
        }
    }

    private static void set(Slot slot, @Nullable INDArray value) {
        try {
            slot.field().set(slot.owner(), value);
        } catch (ReflectiveOperationException hidden) {
            throw new IllegalStateException("Cannot put the mask of " + slot.owner() + " in place", hidden);
        }
    }
}
