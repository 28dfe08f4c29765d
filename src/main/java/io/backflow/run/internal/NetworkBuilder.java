// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.config.CellConfig;
import io.backflow.config.internal.BpttConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.LayersConfig;
import io.backflow.data.SequenceData;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.run.internal.fit.FittedNetwork;
import io.backflow.run.internal.init.Initialisation;
import io.backflow.run.internal.score.TaskLoss;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the network of a job: recurrent layers {@code rnn0, rnn1, ...} and one output layer {@code output}, for every
 * time step or for the last one of each sequence.
 */
public final class NetworkBuilder {

    private static final Logger log = LoggerFactory.getLogger(NetworkBuilder.class);

    private NetworkBuilder() {}

    /** Returns the name of a recurrent layer, counted from 0. */
    static String layerName(int index) {
        return "rnn" + index;
    }

    /** Builds and initialises the network, with the job's seed. */
    static MultiLayerNetwork build(JobConfig job, SequenceData data) {
        CellConfig cell = job.cell();
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .seed(job.seed())
                .dataType(DataType.FLOAT)
                .updater(job.training().newUpdater())
                .list();
        IntStream.range(0, cell.layers()).forEach(i -> layers.layer(recurrent(job, data, i)));
        layers.layer(output(job, data));
        layers.setInputType(InputType.recurrent(data.inputs(), RNNFormat.NCW));
        if (job.training().bptt() instanceof BpttConfig.Truncated truncated) {
            layers.backpropType(BackpropType.TruncatedBPTT)
                    .tBPTTForwardLength(truncated.length())
                    .tBPTTBackwardLength(truncated.backward());
        } else if (data.streamSteps() > 0) { // a minibatch is one segment of its stream
            layers.backpropType(BackpropType.TruncatedBPTT).tBPTTLength(data.streamSteps());
        }
        MultiLayerConfiguration configuration = layers.build();
        boolean isPlain = data.streamSteps() == 0 && job.training().minibatchesOfUpdate() == 1;
        MultiLayerNetwork network = isPlain ? new MultiLayerNetwork(configuration) : new FittedNetwork(configuration);
        network.init();
        Initialisation.apply(network, cell, job.seed());
        return network;
    }

    /** Builds the network of a job as it is trained, on one thread unless the job says otherwise. */
    public static MultiLayerNetwork buildToTrain(JobConfig job, SequenceData data) {
        return buildToTrain(job, data, 1);
    }

    /**
     * Builds the network of a job as it is trained: with the layers that compute it as the job says.
     *
     * @param threads how many the layers may use, where the job does not say
     */
    static MultiLayerNetwork buildToTrain(JobConfig job, SequenceData data, int threads) {
        MultiLayerNetwork network = build(job, data);
        if (job.settings().layers() == LayersConfig.BACKFLOW) {
            RecurrentLayers.install(network).forEach(layer -> log.debug("{}: {}", job.name(), layer));
            RecurrentLayers.useThreads(network, job.settings().threadsOr(threads));
        }
        return network;
    }

    private static Layer recurrent(JobConfig job, SequenceData data, int index) {
        CellConfig cell = job.cell();
        int inputs = index == 0 ? data.inputs() : cell.units();
        BaseRecurrentLayer layer = cell.layer(inputs, job.settings().weights());
        layer.setLayerName(layerName(index));
        boolean last = index == cell.layers() - 1;
        return last && !data.objective().everyStep() ? new LastTimeStep(layer) : layer;
    }

    private static Layer output(JobConfig job, SequenceData data) {
        SequenceData.Objective objective = data.objective();
        Activation activation = switch (objective) {
            case CLASSIFY_SEQUENCE, CLASSIFY_STEPS -> Activation.SOFTMAX;
            case REGRESS_SEQUENCE, REGRESS_STEPS -> Activation.IDENTITY;
            case LABEL_STEPS -> Activation.SIGMOID;
        };
        ILossFunction loss = switch (objective) {
            case CLASSIFY_SEQUENCE, CLASSIFY_STEPS -> LossFunction.MCXENT.getILossFunction();
            case REGRESS_SEQUENCE, REGRESS_STEPS -> LossFunction.MSE.getILossFunction();
            case LABEL_STEPS -> new LossBinaryXENT(TaskLoss.PROBABILITY_CLIP);
        };
        int inputs = job.cell().units();
        if (objective.everyStep()) {
            return new RnnOutputLayer.Builder(loss)
                    .name("output")
                    .nIn(inputs)
                    .nOut(data.outputs())
                    .activation(activation)
                    .weightInit(job.settings().weights().distribution(inputs, data.outputs()))
                    .dataFormat(RNNFormat.NCW)
                    .build();
        }
        return new OutputLayer.Builder(loss)
                .name("output")
                .nIn(inputs)
                .nOut(data.outputs())
                .activation(activation)
                .weightInit(job.settings().weights().distribution(inputs, data.outputs()))
                .build();
    }
}
