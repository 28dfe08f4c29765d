// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.internal.arrays.Numbers;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.kernel.CellState;
import java.util.Map;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Reads and writes the state maps that Deeplearning4j's recurrent layers have, under the same keys. */
record RecurrentStates<A>(Cell cell, int units, Numbers<A> numbers) {

    /** Returns the stored state, or null if there is none. */
    @Nullable
    CellState<A> read(Map<String, INDArray> stored, int batch) {
        INDArray h = stored.get(LSTM.STATE_KEY_PREV_ACTIVATION);
        if (h == null) {
            return null;
        }
        INDArray c = stored.get(LSTM.STATE_KEY_PREV_MEMCELL);
        A zeros = numbers.arithmetic().block(batch * units);
        return new CellState<>(block(h, batch), c == null ? zeros : block(c, batch));
    }

    private A block(INDArray state, int batch) {
        if (state.size(0) != batch || state.size(1) != units) {
            throw new IllegalStateException("The stored state must have shape [" + batch + ", " + units + "], got "
                    + java.util.Arrays.toString(state.shape())
                    + ": another minibatch size needs rnnClearPreviousState() first");
        }
        INDArray typed = state.castTo(numbers.type());
        A block = numbers.arithmetic().block(batch * units);
        numbers.view(typed).gather(0, typed.stride(0), typed.stride(1), batch, units, block);
        return block;
    }

    /** Stores a state. */
    void write(CellState<A> state, int batch, Map<String, INDArray> stored) {
        MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces();
        try {
            stored.put(LSTM.STATE_KEY_PREV_ACTIVATION, array(state.h(), batch));
            if (cell.cellStateBlock() >= 0) {
                stored.put(LSTM.STATE_KEY_PREV_MEMCELL, array(state.c(), batch));
            }
        } finally {
            outside.close();
        }
    }

    private INDArray array(A block, int batch) {
        INDArray array = Nd4j.createUninitialized(numbers.type(), new long[] {batch, units}, 'c');
        numbers.view(array).put(0, block, 0, batch * units);
        return array;
    }
}
