// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.cell;

import io.backflow.recurrent.internal.arithmetic.OneHotRows;
import io.backflow.recurrent.internal.arithmetic.PanelProducts;
import io.backflow.recurrent.internal.arithmetic.Reductions;
import io.backflow.recurrent.internal.arithmetic.RowSoftmax;
import java.util.Optional;

/**
 * All that an engine on packed products needs: the products, and the loops around them.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public interface PackedKernels<A> extends PanelProducts<A> {

    /** Returns the loops of a cell; nothing if it has to make do with its own. */
    Optional<CellLoops<A>> loops(Cell cell);

    /** Returns sums over blocks, with scratch memory of their own. */
    Reductions<A> reductions();

    /** Returns the softmax. */
    RowSoftmax<A> softmax();

    /** Returns the loops over one-hot rows. */
    OneHotRows<A> oneHotRows();
}
