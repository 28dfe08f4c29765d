// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;

/**
 * The position of every named block in a model's flat gradient view. The flat parameters have the same layout.
 *
 * <p>Left out, because they hold no gradient: the parameters of frozen layers, those that only DL4J's pretraining
 * learns, such as the decoder of a variational autoencoder, and those whose "gradient" is an update that the layer made
 * itself, such as the running mean and variance of batch normalisation.
 */
public final class GradientLayout {

    private final List<GradientBlock> blocks;
    private final List<GradientBlock> leaves;
    private final Map<GradientBlock.Level, List<GradientBlock>> byLevel = new EnumMap<>(GradientBlock.Level.class);
    private final Map<String, Integer> indexByPath = new LinkedHashMap<>();
    private final int[] parents;
    private final int[] leafIndices;
    private final long viewLength;

    /** Makes a layout of a tree of blocks in a flat view of so many elements. */
    GradientLayout(GradientBlock model, long viewLength) {
        List<GradientBlock> all = new ArrayList<>();
        List<Integer> parentOf = new ArrayList<>();
        flatten(model, -1, all, parentOf);
        this.blocks = List.copyOf(all);
        this.parents = parentOf.stream().mapToInt(Integer::intValue).toArray();
        for (int i = 0; i < blocks.size(); i++) {
            indexByPath.put(blocks.get(i).path(), i);
        }
        for (GradientBlock.Level level : GradientBlock.Level.values()) {
            byLevel.put(
                    level,
                    blocks.stream().filter(block -> block.level() == level).toList());
        }
        this.leafIndices = IntStream.range(0, blocks.size())
                .filter(i -> blocks.get(i).isLeaf() && blocks.get(i).length() > 0)
                .toArray();
        this.leaves = Arrays.stream(leafIndices).mapToObj(blocks::get).toList();
        this.viewLength = viewLength;
    }

    private static void flatten(GradientBlock block, int parent, List<GradientBlock> all, List<Integer> parentOf) {
        int self = all.size();
        all.add(block);
        parentOf.add(parent);
        for (GradientBlock child : block.children()) {
            flatten(child, self, all, parentOf);
        }
    }

    /**
     * Returns the layout of a built network.
     *
     * @param model a {@code MultiLayerNetwork} or {@code ComputationGraph} after {@code init()}
     * @throws IllegalArgumentException if the model is of another kind
     */
    public static GradientLayout of(Model model) {
        return LayoutReader.read(model);
    }

    /** Returns all blocks: the model first, each block directly followed by its parts. */
    public List<GradientBlock> blocks() {
        return blocks;
    }

    /** Returns the blocks of one level, in the order of the flat view. */
    public List<GradientBlock> blocks(GradientBlock.Level level) {
        return byLevel.getOrDefault(level, List.of());
    }

    /** Returns the blocks without parts. Together they have every gradient of the model once. */
    public List<GradientBlock> leaves() {
        return leaves;
    }

    /** Returns the block of the whole model. */
    public GradientBlock model() {
        return blocks.get(0);
    }

    /** Returns the block with that path, if there is one. */
    public Optional<GradientBlock> find(String path) {
        Integer index = indexByPath.get(path);
        return index == null ? Optional.empty() : Optional.of(blocks.get(index));
    }

    /** Returns the number of elements of the flat view, those without a gradient included. */
    public long viewLength() {
        return viewLength;
    }

    /** Returns the position of a block in {@link #blocks()}. */
    int indexOf(GradientBlock block) {
        Integer index = indexByPath.get(block.path());
        if (index == null) {
            throw new IllegalArgumentException("The model has no block '" + block.path() + "'");
        }
        return index;
    }

    /** Returns the block of which a block is a part. */
    public GradientBlock around(GradientBlock block) {
        return blocks.get(parents[indexOf(block)]);
    }

    /** Returns the position of the block around each block, -1 for the model. */
    public int parent(int index) {
        return parents[index];
    }

    /** Returns the positions of {@link #leaves()} in {@link #blocks()}. */
    public int[] leafIndices() {
        return leafIndices.clone();
    }
}
