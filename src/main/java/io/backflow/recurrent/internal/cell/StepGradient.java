// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.cell;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;

/** The derivatives of the loss at one time step, each a block of [miniBatch, units], reused from step to step. */
public final class StepGradient<A> {

    /** From the layer above, at this step. */
    public final A injected;
    /** dL/dh: from above and from the next step. */
    public final A dh;
    /** The part of dL/dh before this step that takes no product with the recurrent weights. */
    public final A dhDirect;
    /** dL/dc: by way of h and from the next step. */
    public final A dc;
    /** The part of dL/dc that comes from the next step; then, what goes on to the step before. */
    public final A dcCarried;
    /** dL/dz by gate, on the side of the input products. */
    public final A[] dz;
    /** The same on the side of the recurrent products: {@link #dz} itself unless they stay apart. */
    public final A[] dzRecurrent;
    /** Scratch. */
    public final A scratch;

    /** Makes blocks of zeros. */
    public StepGradient(Arithmetic<A> m, Cell cell, int length) {
        injected = m.block(length);
        dh = m.block(length);
        dhDirect = m.block(length);
        dc = m.block(length);
        dcCarried = m.block(length);
        dz = m.blocks(cell.gates().size(), length);
        dzRecurrent = cell.recurrentApart() ? m.blocks(cell.gates().size(), length) : dz;
        scratch = m.block(length);
    }
}
