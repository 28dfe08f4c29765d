// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/**
 * Copies what a model holds at each event of an update. As the first listener it sees the raw gradient, as the last one
 * the clipped gradient.
 */
public final class Snapshots extends BaseTrainingListener {

    private final TestNetwork kind;
    private final List<NaiveModel> gradients = new ArrayList<>();
    private final List<NaiveModel> before = new ArrayList<>();
    private final List<NaiveModel> after = new ArrayList<>();

    /** Copies the models of that kind. */
    public Snapshots(TestNetwork kind) {
        this.kind = kind;
    }

    @Override
    public void onBackwardPass(Model model) {
        before.add(NaiveModel.parameters(kind, model));
    }

    @Override
    public void onGradientCalculation(Model model) {
        gradients.add(NaiveModel.gradients(kind, model));
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        after.add(NaiveModel.parameters(kind, model));
    }

    /** Returns the gradient of an update, counted from 0. */
    public NaiveModel gradient(int update) {
        return gradients.get(update);
    }

    /** Returns the parameters after an update. */
    public NaiveModel parameters(int update) {
        return after.get(update);
    }

    /** Returns the parameters before an update minus those after it. */
    public NaiveModel update(int update) {
        return before.get(update).minus(after.get(update));
    }
}
