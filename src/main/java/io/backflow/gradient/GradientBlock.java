// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import java.util.List;
import java.util.Locale;

/**
 * A named part of a model's flat gradient view: the model, one layer, one parameter or one gate of a parameter.
 *
 * <p>A block is a tree node. Its leaves are contiguous in the flat view, since DL4J stores a parameter matrix column by
 * column and a gate is a range of columns.
 *
 * @param path what users read and match: {@code ""} for the model, then {@code layer}, {@code layer/parameter},
 *     {@code layer/parameter/gate}
 * @param level the kind of part
 * @param offset index of the block's first element in the flat view
 * @param length number of elements between the first and the last, both included
 * @param children the parts that it is made of, in the order of the flat view; empty for a leaf
 */
public record GradientBlock(String path, Level level, long offset, long length, List<GradientBlock> children) {

    /** The kind of part that a block is. */
    public enum Level {
        /** All trainable parameters. */
        MODEL,
        /** The parameters of one layer. */
        LAYER,
        /** One parameter array, such as {@code W}. */
        PARAMETER,
        /** The columns of a parameter that belong to one gate. */
        GATE;

        /** Returns the name in lower case, as records and files write it. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Copies the list of children. */
    public GradientBlock {
        children = List.copyOf(children);
    }

    /** Returns whether the block has no parts. */
    public boolean isLeaf() {
        return children.isEmpty();
    }

    /** Returns the blocks without parts that this one is made of: itself, if it has none. */
    public List<GradientBlock> leaves() {
        return isLeaf()
                ? List.of(this)
                : children.stream().flatMap(child -> child.leaves().stream()).toList();
    }

    /** Returns the name without those of the blocks around it: {@code forget} of {@code 0/RW/forget}. */
    public String name() {
        return level == Level.LAYER
                ? path
                : path.substring(path.lastIndexOf('/') + 1); // a layer's name may have slashes
    }
}
