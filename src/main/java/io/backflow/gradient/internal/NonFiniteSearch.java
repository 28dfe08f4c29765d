package io.backflow.gradient.internal;

import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.NonFiniteFinding;
import io.backflow.gradient.Norms;
import io.backflow.gradient.StageNorms;
import io.backflow.model.internal.LayerNames;
import io.backflow.model.internal.TwoDirections;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Finds where in a model and where in time a gradient is not finite. */
public final class NonFiniteSearch {

    private NonFiniteSearch() {}

    /** Returns the finding, without time steps, if an element is not finite or the global L2 norm is over the limit. */
    public static Optional<NonFiniteFinding> find(StageNorms norms, double maxNorm) {
        Norms global = norms.global();
        if (global.nonFinite() == 0 && global.l2() <= maxNorm) {
            return Optional.empty();
        }
        return Optional.of(describe(norms, global.nonFinite() > 0 ? firstBroken(norms) : largest(norms)));
    }

    private static GradientBlock firstBroken(StageNorms norms) {
        return norms.layout().leaves().stream()
                .filter(leaf -> norms.of(leaf).nonFinite() > 0)
                .findFirst()
                .orElseThrow();
    }

    private static GradientBlock largest(StageNorms norms) {
        return Collections.max(
                norms.layout().leaves(),
                (a, b) -> Double.compare(norms.of(a).l2(), norms.of(b).l2()));
    }

    private static NonFiniteFinding describe(StageNorms norms, GradientBlock leaf) {
        GradientLayout layout = norms.layout();
        GradientBlock parameter = leaf.level() == Level.GATE ? layout.around(leaf) : leaf;
        return new NonFiniteFinding(
                norms.global().nonFinite(),
                norms.global().l2(),
                layout.around(parameter).name(),
                parameter.name(),
                leaf.level() == Level.GATE ? leaf.name() : "",
                List.of());
    }

    /** Returns what the recurrent layers say of their last backward pass, in its order. */
    static List<NonFiniteFinding.Step> steps(Model model) {
        List<NonFiniteFinding.Step> steps = new ArrayList<>();
        if (model instanceof MultiLayerNetwork network) {
            Layer[] layers = network.getLayers();
            List<String> names = LayerNames.of(network);
            for (int i = layers.length - 1; i >= 0; i--) {
                ask(layers[i], names.get(i), steps);
            }
        } else if (model instanceof ComputationGraph graph) {
            GraphVertex[] vertices = graph.getVertices();
            int[] order = graph.topologicalSortOrder();
            for (int i = order.length - 1; i >= 0; i--) {
                GraphVertex vertex = vertices[order[i]];
                if (vertex.hasLayer()) {
                    ask(vertex.getLayer(), vertex.getVertexName(), steps);
                }
            }
        }
        return steps;
    }

    private static void ask(Layer layer, String name, List<NonFiniteFinding.Step> steps) {
        if (layer instanceof NonFiniteSteps recurrent) {
            OptionalInt step = recurrent.lastNonFiniteStep();
            if (step.isPresent()) {
                steps.add(new NonFiniteFinding.Step(name, step.getAsInt()));
            }
        } else if (layer instanceof TwoDirections both) {
            ask(both.forward(), name + "/forward", steps);
            ask(both.backward(), name + "/backward", steps);
        } else if (layer instanceof BaseWrapperLayer wrapper) {
            ask(wrapper.getUnderlying(), name, steps);
        }
    }
}
