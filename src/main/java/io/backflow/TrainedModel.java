package io.backflow;

import io.backflow.recurrent.LayerReport;
import io.backflow.recurrent.RecurrentLayers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;

/** What the two kinds of network have in common, and Deeplearning4j's interface of a model lacks. */
final class TrainedModel {

    private final Model model;

    TrainedModel(Model model) {
        if (!(model instanceof MultiLayerNetwork) && !(model instanceof ComputationGraph)) {
            throw new IllegalArgumentException(
                    "The model must be a MultiLayerNetwork or a ComputationGraph, got " + model.getClass());
        }
        this.model = model;
    }

    Model model() {
        return model;
    }

    List<LayerReport> install() {
        return model instanceof MultiLayerNetwork network
                ? RecurrentLayers.install(network)
                : RecurrentLayers.install((ComputationGraph) model);
    }

    /** The collection itself, which the network changes in place. */
    private Collection<TrainingListener> own() {
        return model instanceof MultiLayerNetwork network
                ? network.getListeners()
                : ((ComputationGraph) model).getListeners();
    }

    List<TrainingListener> listeners() {
        return new ArrayList<>(own());
    }

    boolean isFirst(TrainingListener listener) {
        Collection<TrainingListener> all = own();
        return !all.isEmpty() && all.iterator().next() == listener;
    }

    void putFirst(TrainingListener listener) {
        List<TrainingListener> all = listeners(); // a copy: setting a network's own collection empties it
        all.add(0, listener);
        model.setListeners(all);
    }

    void remove(TrainingListener listener) {
        List<TrainingListener> all = listeners();
        if (all.removeIf(other -> other == listener)) {
            model.setListeners(all);
        }
    }

    int iterations() {
        return model instanceof MultiLayerNetwork network
                ? network.getIterationCount()
                : ((ComputationGraph) model).getIterationCount();
    }
}
