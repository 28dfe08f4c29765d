// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.Norms;
import io.backflow.gradient.StageNorms;
import io.backflow.gradient.internal.GradientMeter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The part of a model that a policy is to bound: all of it, or a named group of blocks.
 *
 * <p>A group's blocks are the model's tree without what is not in the group. A block of which the group has some parts
 * only keeps its path, but its norms are those of these parts.
 */
public final class Scope {

    private final boolean group;
    private final GradientBlock whole;
    private final List<GradientBlock> blocks;
    private final List<GradientBlock> leaves;
    private final Set<String> partial;

    private Scope(
            boolean group,
            GradientBlock whole,
            List<GradientBlock> blocks,
            List<GradientBlock> leaves,
            Set<String> partial) {
        this.group = group;
        this.whole = whole;
        this.blocks = blocks;
        this.leaves = leaves;
        this.partial = partial;
    }

    /** Returns the scope of a whole model. */
    static Scope all(GradientLayout layout) {
        return new Scope(false, layout.model(), layout.blocks(), layout.leaves(), Set.of());
    }

    /**
     * Returns the scope of the blocks that a condition holds for, each with its parts; empty if there is none.
     *
     * @param name the path of the group
     */
    public static Optional<Scope> of(GradientLayout layout, String name, Predicate<GradientBlock> chosen) {
        Set<String> partial = new HashSet<>();
        List<GradientBlock> layers = chosenParts(layout.model(), chosen, partial);
        if (layers.isEmpty()) {
            return Optional.empty();
        }
        GradientBlock model = layout.model();
        GradientBlock whole = new GradientBlock(name, Level.MODEL, model.offset(), model.length(), layers);
        List<GradientBlock> blocks = new ArrayList<>();
        flatten(whole, blocks);
        List<GradientBlock> leaves = blocks.stream()
                .filter(block -> block.isLeaf() && block.length() > 0)
                .toList();
        return Optional.of(new Scope(true, whole, blocks, leaves, partial));
    }

    private static List<GradientBlock> chosenParts(
            GradientBlock block, Predicate<GradientBlock> chosen, Set<String> partial) {
        List<GradientBlock> result = new ArrayList<>();
        for (GradientBlock child : block.children()) {
            if (chosen.test(child)) {
                result.add(child);
                continue;
            }
            List<GradientBlock> parts = chosenParts(child, chosen, partial);
            if (!parts.isEmpty()) {
                partial.add(child.path());
                result.add(new GradientBlock(child.path(), child.level(), child.offset(), child.length(), parts));
            }
        }
        return result;
    }

    private static void flatten(GradientBlock block, List<GradientBlock> all) {
        all.add(block);
        block.children().forEach(child -> flatten(child, all));
    }

    /** Returns all of it as one block. */
    public GradientBlock whole() {
        return whole;
    }

    /** Returns the blocks of one level, or those parts of them that are in it. */
    public List<GradientBlock> blocks(Level level) {
        return blocks.stream().filter(block -> block.level() == level).toList();
    }

    /** Returns the blocks without parts. */
    public List<GradientBlock> leaves() {
        return leaves;
    }

    Norms norms(GradientBlock block, StageNorms norms) {
        // The group's own name may be the path of a block in it.
        boolean ofModel = block.level() == Level.MODEL ? !group : !partial.contains(block.path());
        if (ofModel) {
            return norms.of(block);
        }
        return GradientMeter.combined(
                block.children().stream().map(child -> norms(child, norms)).toList());
    }
}
