// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.clipping.ClippingRecord;
import io.backflow.config.internal.Trial;
import io.backflow.flow.FlowRecord;
import io.backflow.store.internal.Checkpoint;
import io.backflow.store.internal.Ending;
import io.backflow.store.internal.RunStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The training of one run, from the start or a checkpoint on, with all that happens between two minibatches. */
final class RunTraining {

    private final Trial trial;
    private final RunParts run;
    private final RunProgress progress;
    private final String name;

    RunTraining(Trial trial, RunParts run, RunProgress progress) {
        this.trial = trial;
        this.run = run;
        this.progress = progress;
        this.name = String.valueOf(trial.job().name());
    }

    /**
     * Trains, and saves how it ended.
     *
     * @param before the checkpoint from which the run goes on; null if it starts
     */
    Ending train(@Nullable Checkpoint before) {
        Ending ending = before == null ? null : before.ending();
        return ending == null ? fit() : afterTheLast(ending);
    }

    private Ending fit() {
        Ending ending;
        try (RunEngine engine = attach()) {
            engine.addTo(run.checkpoints());
            boolean evaluated = run.evaluations().afterMiniBatch(run.network()); // one that an interrupt cut short
            ending = evaluated
                    ? run.loop().run(this::afterMiniBatch, run.evaluations()::stop)
                    : new Ending(RunStatus.INTERRUPTED, TrainingLoop.WHILE_EVALUATED);
            if (ending.status() == RunStatus.INTERRUPTED && !run.isOver()) {
                run.checkpoints().save(null); // before the engine records an update as the last, which it is not
            }
            engine.dropFrom(run.checkpoints());
        }
        if (ending.status() != RunStatus.INTERRUPTED || run.isOver()) {
            run.checkpoints().save(ending);
        }
        return ending;
    }

    private RunEngine attach() {
        RunEngine.Consumers consumers = new RunEngine.Consumers(
                run.records().gradients(),
                run.records().clips().andThen(run.statistics()).andThen(this::tell),
                run.records().measured(),
                run.watchesFlow() ? run.records().flow().andThen(run.flows()).andThen(this::tell) : null);
        return new RunEngine(
                run.network(),
                trial.job(),
                consumers,
                run.loop().places(),
                List.of(run.loop().loss(), run.interventions()));
    }

    private void tell(ClippingRecord clip) {
        progress.clipped(name, clip.globalBefore(), clip.statistics().shareClipped());
    }

    private void tell(FlowRecord flow) {
        progress.judged(name, flow.verdict());
    }

    /** Goes on after the last minibatch: with its evaluation, if that was cut short. */
    private Ending afterTheLast(Ending ending) {
        if (ending.status() != RunStatus.INTERRUPTED || !run.evaluations().afterMiniBatch(run.network())) {
            return ending;
        }
        Ending now = run.loop().run(() -> true, run.evaluations()::stop);
        run.checkpoints().save(now);
        return now;
    }

    /** Reports, records and evaluates, and saves if it is time; returns whether training may go on. */
    private boolean afterMiniBatch() {
        progress.advanced(name, run.loop().done(), run.loop().loss().mean());
        run.records().loss(run.network(), run.loop().loss(), run.interventions().takeMeasured());
        if (!run.evaluations().afterMiniBatch(run.network())) {
            return false;
        }
        if (!run.isOver()) {
            run.checkpoints().afterMiniBatch();
        }
        return true;
    }
}
