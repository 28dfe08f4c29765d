// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.profile.LabelledSteps;
import io.backflow.flow.profile.LagProfile;
import io.backflow.flow.profile.internal.ExampleLags;
import io.backflow.flow.profile.internal.ExampleLags.Norms;
import io.backflow.gradient.UpdateIndex;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.BackwardTrace;
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
    private final LayerMeters meters;
    private final boolean stepLosses;
    private final int step;
    /** Of one step's loss alone, by whether it is for layers that read backwards. */
    private final Map<Boolean, FlowAssembly> stepAlone = new TreeMap<>();
    /** Of the whole loss without clipping through time. */
    private @Nullable FlowAssembly unclipped;

    /**
     * Makes an assembly.
     *
     * @param passes of one update, uppermost layer first
     * @param uppermost names of the layers above which no recurrent layer lies
     * @param floor {@link #FLOAT_FLOOR} or {@link #DOUBLE_FLOOR}, as the network computes
     * @param meters of what is wanted of the layers besides their profiles
     * @param stepLosses whether each time step has a loss of its own
     */
    FlowAssembly(
            Collection<BackwardPass> passes,
            Set<String> uppermost,
            double floor,
            LayerMeters meters,
            boolean stepLosses) {
        this(passes, uppermost, floor, meters, stepLosses, -1);
    }

    private FlowAssembly(
            Collection<BackwardPass> passes,
            Set<String> uppermost,
            double floor,
            LayerMeters meters,
            boolean stepLosses,
            int step) {
        this.passes = List.copyOf(passes);
        this.uppermost = uppermost;
        this.floor = floor;
        this.meters = meters;
        this.stepLosses = stepLosses;
        this.step = step;
    }

    /** Adds the passes of the loss of one step alone, for the layers that read backwards or for the others. */
    void add(boolean reversed, int ofStep, List<BackwardPass> passesOfStep) {
        stepAlone.put(reversed, new FlowAssembly(passesOfStep, uppermost, floor, meters, stepLosses, ofStep));
    }

    /** Adds the passes of the whole loss without clipping through time. */
    void addUnclipped(List<BackwardPass> withoutClipping) {
        unclipped = new FlowAssembly(withoutClipping, uppermost, floor, meters, stepLosses);
    }

    FlowRecord record(UpdateIndex index, double loss, FlowRecord.@Nullable Divergence divergence) {
        return new FlowRecord(
                index,
                passes.get(0).trace().miniBatch(),
                loss,
                passes.stream().map(pass -> layer(pass, loss, divergence)).toList(),
                divergence);
    }

    /**
     * Returns the steps whose loss alone shows the flow, by whether the layers that they are for read backwards, in the
     * order of the sequence.
     *
     * @param chosen the step that is asked for, or null
     */
    Map<Boolean, Integer> lossSteps(@Nullable Integer chosen) {
        List<BackwardPass> above =
                passes.stream().filter(pass -> uppermost.contains(pass.layer())).toList();
        return stepLosses ? MixedLosses.lossSteps(passes, above, chosen) : Map.of();
    }

    private LayerFlow layer(BackwardPass pass, double loss, FlowRecord.@Nullable Divergence divergence) {
        LabelledSteps labelled = labelled(pass);
        LayerProfiles profiles = profiles(pass, labelled);
        FlowAssembly alone = stepAlone.get(pass.reversed());
        LayerFlow.StepLoss one = alone == null ? null : alone.stepLoss(pass.layer());
        boolean mixed = stepLosses
                && one == null
                && MixedLosses.areMixed(labelled, pass.trace().firstStep());
        return new LayerFlow(
                pass.layer(),
                pass.reversed(),
                profiles,
                one,
                clipped(pass, loss, divergence),
                Verdict.of(judged(profiles, one), loss, mixed, divergence),
                meters.measure(pass, labelled));
    }

    private LayerFlow.@Nullable ClippedFlow clipped(
            BackwardPass pass, double loss, FlowRecord.@Nullable Divergence divergence) {
        OptionalInt steps = pass.trace().stepsClipped();
        if (steps.isEmpty()) {
            return null;
        }
        FlowAssembly without = unclipped;
        return new LayerFlow.ClippedFlow(
                steps.getAsInt(), without == null ? null : without.unclipped(pass.layer(), loss, divergence));
    }

    private LayerFlow.ClippedFlow.@Nullable Unclipped unclipped(
            String layer, double loss, FlowRecord.@Nullable Divergence divergence) {
        BackwardPass pass = find(layer);
        if (pass == null) {
            return null;
        }
        LayerProfiles profiles = profiles(pass, labelled(pass));
        return new LayerFlow.ClippedFlow.Unclipped(
                profiles.hidden(), profiles.cellState(), Verdict.of(judged(profiles, null), loss, false, divergence));
    }

    private @Nullable BackwardPass find(String layer) {
        return passes.stream()
                .filter(pass -> pass.layer().equals(layer))
                .findFirst()
                .orElse(null);
    }

    /** What is not finite is judged before one step's loss, in which it may not show. */
    private static LagProfile judged(LayerProfiles profiles, LayerFlow.@Nullable StepLoss one) {
        if (one == null || profiles.hidden().nonFinite() > 0) {
            return profiles.hidden().nonFinite() > 0 ? profiles.hidden() : profiles.judged();
        }
        LagProfile cellState = profiles.cellState();
        return cellState != null && cellState.nonFinite() > 0 ? cellState : one.judged();
    }

    private LayerFlow.@Nullable StepLoss stepLoss(String layer) {
        BackwardPass pass = find(layer);
        if (pass == null) {
            return null;
        }
        LabelledSteps labelled = labelled(pass);
        int asRead = pass.reversed() ? pass.trace().steps() - 1 - step : step;
        return new LayerFlow.StepLoss(step, profiles(pass, labelled), meters.measureStepLoss(pass, labelled, asRead));
    }

    private LayerProfiles profiles(BackwardPass pass, LabelledSteps labelled) {
        return new LayerProfiles(hidden(pass, labelled), cellState(pass, labelled));
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

    /**
     * Returns where each example's error enters, of sequences with one loss each; not for layers that read backwards,
     * which begin with what is masked.
     */
    private Optional<int[]> ends(BackwardPass pass) {
        return passes.stream()
                .filter(upper -> uppermost.contains(upper.layer())
                        && !upper.reversed()
                        && !pass.reversed()
                        && upper.trace().steps() == pass.trace().steps())
                .findFirst()
                .flatMap(upper -> upper.trace().examples())
                .map(BackwardTrace.ExampleErrors::lastInjected);
    }

    private LabelledSteps labelled(BackwardPass pass) {
        BackwardTrace trace = pass.trace();
        LabelledSteps own = MixedLosses.labelled(trace);
        if (uppermost.contains(pass.layer())) {
            return own;
        }
        LabelledSteps above = passes.stream()
                .filter(other ->
                        uppermost.contains(other.layer()) && other.trace().steps() == trace.steps())
                .map(other -> MixedLosses.labelled(other, pass.reversed()))
                .reduce(LabelledSteps.NONE, LabelledSteps::and);
        return above.isEmpty() ? own : above;
    }
}
