// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.gate.GateFlow;
import io.backflow.flow.gate.GateMeter;
import io.backflow.flow.profile.ExampleLags;
import io.backflow.flow.profile.ExampleLags.Norms;
import io.backflow.flow.profile.LabelledSteps;
import io.backflow.flow.profile.LagProfile;
import io.backflow.gradient.UpdateIndex;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.ExampleErrors;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes the record of an update out of what the backward passes of its layers saw. */
final class FlowAssembly {

    /** Norms under these have elements that are no normal numbers, and have lost digits. */
    static final double FLOAT_FLOOR = 1e-35;

    static final double DOUBLE_FLOOR = 1e-300;

    private final List<BackwardPass> passes;
    private final Set<String> uppermost;
    private final double floor;
    private final LayerAnalysis analysis;
    private final boolean stepLosses;
    private final int step;
    /** Of one step's loss, by whether it is for layers that read backwards. */
    private final Map<Boolean, FlowAssembly> of = new TreeMap<>();
    /** Of the whole loss without clipping through time. */
    private @Nullable FlowAssembly unclipped;

    /**
     * Makes an assembly.
     *
     * @param passes of one update, uppermost layer first
     * @param uppermost names of the layers above which no recurrent layer lies
     * @param floor {@link #FLOAT_FLOOR} or {@link #DOUBLE_FLOOR}, as the network computes
     * @param analysis of the layers, as far as it is wanted
     * @param stepLosses whether each time step has a loss of its own
     */
    FlowAssembly(
            Collection<BackwardPass> passes,
            Set<String> uppermost,
            double floor,
            LayerAnalysis analysis,
            boolean stepLosses) {
        this(passes, uppermost, floor, analysis, stepLosses, -1);
    }

    private FlowAssembly(
            Collection<BackwardPass> passes,
            Set<String> uppermost,
            double floor,
            LayerAnalysis analysis,
            boolean stepLosses,
            int step) {
        this.passes = List.copyOf(passes);
        this.uppermost = uppermost;
        this.floor = floor;
        this.analysis = analysis;
        this.stepLosses = stepLosses;
        this.step = step;
    }

    /** Adds the passes of the loss of one step alone, for the layers that read backwards or for the others. */
    void add(boolean reversed, int ofStep, List<BackwardPass> passesOfStep) {
        of.put(reversed, new FlowAssembly(passesOfStep, uppermost, floor, analysis, stepLosses, ofStep));
    }

    /** Adds the passes of the whole loss without clipping through time. */
    void addUnclipped(List<BackwardPass> withoutClipping) {
        unclipped = new FlowAssembly(withoutClipping, uppermost, floor, analysis, stepLosses);
    }

    FlowRecord record(UpdateIndex index, double loss, @Nullable Divergence divergence) {
        return new FlowRecord(
                index,
                passes.get(0).trace().miniBatch(),
                loss,
                passes.stream().map(pass -> layer(pass, loss, divergence)).toList(),
                divergence);
    }

    /**
     * Returns the steps whose loss alone shows the flow, by whether the layers that they are for read backwards, in the order of the
     * sequence.
     *
     * @param chosen the step that is asked for, or null
     */
    Map<Boolean, Integer> lossSteps(@Nullable Integer chosen) {
        List<BackwardPass> above =
                passes.stream().filter(pass -> uppermost.contains(pass.layer())).toList();
        return stepLosses ? HiddenFlow.lossSteps(passes, above, chosen) : Map.of();
    }

    private LayerFlow layer(BackwardPass pass, double loss, @Nullable Divergence divergence) {
        BackwardTrace trace = pass.trace();
        LabelledSteps labelled = labelled(pass);
        LagProfile ofHidden = hidden(pass, labelled);
        LagProfile cellState = cellState(pass, labelled);
        FlowAssembly ofStep = of.get(pass.reversed());
        OneLoss one = ofStep == null ? null : ofStep.oneLoss(pass.layer());
        boolean hidden = stepLosses && one == null && HiddenFlow.isHidden(labelled, trace.firstStep());
        Optional<GateMeter> meter = analysis.gates(trace);
        List<GateFlow> gates = meter.map(GateMeter::gates).orElse(List.of());
        return new LayerFlow(
                pass.layer(),
                pass.reversed(),
                ofHidden,
                cellState,
                one,
                gates,
                meter.flatMap(GateMeter::saturatedStates).orElse(null),
                analysis.jacobians(pass, labelled).orElse(null),
                analysis.contributions(pass, null).orElse(null),
                clipped(pass, loss, divergence),
                Verdict.of(judged(ofHidden, cellState, one), loss, hidden, divergence));
    }

    private @Nullable ClippedFlow clipped(BackwardPass pass, double loss, @Nullable Divergence divergence) {
        OptionalInt steps = pass.trace().stepsClipped();
        if (steps.isEmpty()) {
            return null;
        }
        FlowAssembly without = unclipped;
        return new ClippedFlow(
                steps.getAsInt(), without == null ? null : without.unclipped(pass.layer(), loss, divergence));
    }

    private ClippedFlow.@Nullable Unclipped unclipped(String layer, double loss, @Nullable Divergence divergence) {
        return passes.stream()
                .filter(pass -> pass.layer().equals(layer))
                .findFirst()
                .map(pass -> {
                    LabelledSteps labelled = labelled(pass);
                    LagProfile ofHidden = hidden(pass, labelled);
                    LagProfile cellState = cellState(pass, labelled);
                    return new ClippedFlow.Unclipped(
                            ofHidden,
                            cellState,
                            Verdict.of(judged(ofHidden, cellState, null), loss, false, divergence));
                })
                .orElse(null);
    }

    private static LagProfile judged(LagProfile hidden, @Nullable LagProfile cellState, @Nullable OneLoss one) {
        if (hidden.nonFinite() > 0 || cellState == null) {
            return one == null || hidden.nonFinite() > 0 ? hidden : one.judged();
        }
        return one == null || cellState.nonFinite() > 0 ? cellState : one.judged();
    }

    private @Nullable OneLoss oneLoss(String layer) {
        return passes.stream()
                .filter(pass -> pass.layer().equals(layer))
                .findFirst()
                .map(pass -> {
                    LabelledSteps labelled = labelled(pass);
                    BackwardTrace trace = pass.trace();
                    int asRead = pass.reversed() ? trace.steps() - 1 - step : step;
                    return new OneLoss(
                            step,
                            hidden(pass, labelled),
                            cellState(pass, labelled),
                            analysis.contributions(pass, asRead).orElse(null));
                })
                .orElse(null);
    }

    private LagProfile hidden(BackwardPass pass, LabelledSteps labelled) {
        BackwardTrace trace = pass.trace();
        return profile(pass, labelled, trace::hidden, trace.examples().map(examples -> (Norms) examples::hidden));
    }

    /** Without a cell state the trace says NaN, as it does where the gradient is NaN: the gates tell. */
    private @Nullable LagProfile cellState(BackwardPass pass, LabelledSteps labelled) {
        BackwardTrace trace = pass.trace();
        return trace.gates().contains("forget")
                ? profile(
                        pass, labelled, trace::cellState, trace.examples().map(examples -> (Norms) examples::cellState))
                : null;
    }

    private LagProfile profile(
            BackwardPass pass, LabelledSteps labelled, IntToDoubleFunction norm, Optional<Norms> examples) {
        BackwardTrace trace = pass.trace();
        double[] norms = IntStream.range(0, trace.steps()).mapToDouble(norm).toArray();
        boolean atOnce = stepLosses || labelled.count() < 2;
        double[] byExample = examples.filter(here -> !atOnce)
                .flatMap(here -> ends(pass).map(ends -> ExampleLags.norms(here, ends, trace.firstStep())))
                .orElse(null);
        return new LagProfile(norms, trace.firstStep(), trace.miniBatch(), labelled, floor, byExample);
    }

    /** Returns where each example's error enters, of sequences with one loss each; not for layers that read backwards, which begin with what is masked. */
    private Optional<int[]> ends(BackwardPass pass) {
        return passes.stream()
                .filter(upper -> uppermost.contains(upper.layer())
                        && !upper.reversed()
                        && !pass.reversed()
                        && upper.trace().steps() == pass.trace().steps())
                .findFirst()
                .flatMap(upper -> upper.trace().examples())
                .map(ExampleErrors::lastInjected);
    }

    private LabelledSteps labelled(BackwardPass pass) {
        BackwardTrace trace = pass.trace();
        LabelledSteps own = HiddenFlow.labelled(trace);
        if (uppermost.contains(pass.layer())) {
            return own;
        }
        LabelledSteps above = passes.stream()
                .filter(other ->
                        uppermost.contains(other.layer()) && other.trace().steps() == trace.steps())
                .map(other -> HiddenFlow.labelled(other, pass.reversed()))
                .reduce(LabelledSteps.NONE, LabelledSteps::and);
        return above.isEmpty() ? own : above;
    }
}
