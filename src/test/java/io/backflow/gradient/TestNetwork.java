// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import static io.backflow.gradient.TestNetworks.lstm;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Small networks, one for each kind of layer that a layout must understand, with what it must find in them: the
 * parameters that have a gradient, in the order of the flat view, and those of them that are divided into gates.
 */
@SuppressWarnings("deprecation") // saved models may still have GravesLSTM and GravesBidirectionalLSTM
public enum TestNetwork {
    LSTM_LAYER(Task.EACH_STEP, "layer0:W,RW,b layer1:W,b", "layer0/W layer0/RW layer0/b") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            return sequential(base, lstm(), TestNetworks.eachStep());
        }
    },
    TWO_NAMED_LSTM_LAYERS(
            Task.EACH_STEP,
            "lower/half:W,RW,b upper_half:W,RW,b head:W,b",
            "lower/half/W lower/half/RW lower/half/b upper_half/W upper_half/RW upper_half/b") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            return sequential(
                    base,
                    named("lower/half", lstm()),
                    named("upper_half", lstm()),
                    named("head", TestNetworks.eachStep()));
        }
    },
    GRAVES_LSTM(Task.EACH_STEP, "layer0:W,RW,b layer1:W,b", "layer0/W layer0/RW+ layer0/b") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            return sequential(
                    base, new GravesLSTM.Builder().nOut(TestNetworks.UNITS).build(), TestNetworks.eachStep());
        }
    },
    GRAVES_BIDIRECTIONAL_LSTM(
            Task.EACH_STEP,
            "layer0:WF,RWF,bF,WB,RWB,bB layer1:W,b",
            "layer0/WF layer0/RWF+ layer0/bF layer0/WB layer0/RWB+ layer0/bB") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            Layer both = new GravesBidirectionalLSTM.Builder()
                    .nOut(TestNetworks.UNITS)
                    .build();
            return sequential(base, both, TestNetworks.eachStep());
        }
    },
    BIDIRECTIONAL_LSTM(
            Task.EACH_STEP,
            "layer0:fW,fRW,fb,bW,bRW,bb layer1:W,b",
            "layer0/fW layer0/fRW layer0/fb layer0/bW layer0/bRW layer0/bb") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            return sequential(base, new Bidirectional(Bidirectional.Mode.ADD, lstm()), TestNetworks.eachStep());
        }
    },
    LAST_TIME_STEP(Task.LAST_STEP, "layer0:W,RW,b layer1:W,b", "layer0/W layer0/RW layer0/b") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            return sequential(base, new LastTimeStep(lstm()), TestNetworks.once());
        }
    },
    LAST_TIME_STEP_OF_BIDIRECTIONAL(
            Task.LAST_STEP,
            "layer0:fW,fRW,fb,bW,bRW,bb layer1:W,b",
            "layer0/fW layer0/fRW layer0/fb layer0/bW layer0/bRW layer0/bb") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            return sequential(
                    base, new LastTimeStep(new Bidirectional(Bidirectional.Mode.ADD, lstm())), TestNetworks.once());
        }
    },
    MASK_ZERO(Task.EACH_STEP, "layer0:W,RW,b layer1:W,b", "layer0/W layer0/RW layer0/b") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            return sequential(base, new MaskZeroLayer(lstm(), 0.0), TestNetworks.eachStep());
        }
    },
    LAST_TIME_STEP_OF_MASK_ZERO(Task.LAST_STEP, "layer0:W,RW,b layer1:W,b", "layer0/W layer0/RW layer0/b") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            return sequential(base, new LastTimeStep(new MaskZeroLayer(lstm(), 0.0)), TestNetworks.once());
        }
    },
    TIME_DISTRIBUTED(Task.EACH_STEP, "layer0:W,b layer1:W,RW,b layer2:W,b", "layer1/W layer1/RW layer1/b") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            return sequential(base, new TimeDistributed(dense()), lstm(), TestNetworks.eachStep());
        }
    },
    SIMPLE_RNN(Task.EACH_STEP, "layer0:W,RW,b layer1:W,b", "") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            Layer rnn = new SimpleRnn.Builder().nOut(TestNetworks.UNITS).build();
            return sequential(base, rnn, TestNetworks.eachStep());
        }
    },
    EMBEDDING_SEQUENCE(Task.TOKENS, "layer0:W layer1:W,RW,b layer2:W,b", "layer1/W layer1/RW layer1/b") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            Layer embedding = new EmbeddingSequenceLayer.Builder()
                    .nIn(TestNetworks.SYMBOLS)
                    .nOut(TestNetworks.INPUTS)
                    .build();
            Layer recurrent = new LSTM.Builder()
                    .nIn(TestNetworks.INPUTS)
                    .nOut(TestNetworks.UNITS)
                    .build();
            return network(base.list(embedding, recurrent, TestNetworks.eachStep(TestNetworks.UNITS))
                    .build());
        }
    },
    EMBEDDING(Task.TOKEN, "layer0:W,b layer1:W,b", "") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            Layer embedding = new EmbeddingLayer.Builder()
                    .nIn(TestNetworks.SYMBOLS)
                    .nOut(TestNetworks.UNITS)
                    .hasBias(true)
                    .build();
            return network(
                    base.list(embedding, TestNetworks.once(TestNetworks.UNITS)).build());
        }
    },
    BATCH_NORMALIZATION(Task.FLAT, "layer0:W,b layer1:gamma,beta layer2:W,b", "") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            return network(base.list(dense(), new BatchNormalization(), TestNetworks.once())
                    .setInputType(InputType.feedForward(TestNetworks.INPUTS))
                    .build());
        }
    },
    FROZEN(Task.EACH_STEP, "layer1:W,RW,b layer2:W,b", "layer1/W layer1/RW layer1/b") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            return sequential(base, new FrozenLayer(lstm()), lstm(), TestNetworks.eachStep());
        }
    },
    FROZEN_WITH_BACKPROP(Task.EACH_STEP, "layer0:W,RW,b layer2:W,b", "layer0/W layer0/RW layer0/b") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            return sequential(base, lstm(), new FrozenLayerWithBackprop(lstm()), TestNetworks.eachStep());
        }
    },
    FROZEN_INSIDE_A_WRAPPER(Task.EACH_STEP, "layer1:W,RW,b layer2:W,b", "layer1/W layer1/RW layer1/b") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            Layer frozen = new MaskZeroLayer(new FrozenLayerWithBackprop(lstm()), 0.0);
            return sequential(base, frozen, lstm(), TestNetworks.eachStep());
        }
    },
    GRAPH_OF_TWO_TASKS(Task.TWO, "z:W,RW,b a:W,RW,b last:W,b first:W,b", "z/W z/RW z/b a/W a/RW a/b") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            return TestNetworks.twoTasks(base);
        }
    },
    GRAPH_WITH_A_SHARED_LAYER(Task.TWO, "shared:W,RW,b one:W,b two:W,b", "shared/W shared/RW shared/b") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            return TestNetworks.sharedLayer(base);
        }
    },
    GRAPH_WITH_ATTENTION(Task.EACH_STEP, "in:W,RW,b attention:Wq,Wk,Wv,Wo out:W,b", "in/W in/RW in/b") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            return TestNetworks.attention(base);
        }
    },
    GRAPH_WITH_FROZEN_LAYER(Task.EACH_STEP, "top:W,RW,b out:W,b", "top/W top/RW top/b") {
        @Override
        Model on(NeuralNetConfiguration.Builder base) {
            return TestNetworks.frozenGraph(base);
        }
    };

    /** Shape of the data that a network learns. */
    enum Task {
        EACH_STEP,
        LAST_STEP,
        TOKENS,
        TOKEN,
        FLAT,
        TWO
    }

    private final Task task;
    private final String parameters;
    private final String gated;

    TestNetwork(Task task, String parameters, String gated) {
        this.task = task;
        this.parameters = parameters;
        this.gated = gated;
    }

    private static Stream<String> paths(String layer) {
        int colon = layer.indexOf(':');
        return Arrays.stream(layer.substring(colon + 1).split(",")).map(key -> layer.substring(0, colon) + "/" + key);
    }

    /** Returns the paths of the parameters that have a gradient, in the order of the flat view. */
    public List<String> parameters() {
        return Arrays.stream(parameters.split(" ")).flatMap(TestNetwork::paths).toList();
    }

    /** Returns whether a parameter is divided into gates. */
    public boolean isGated(String parameter) {
        return List.of(gated.split(" ")).contains(parameter) || hasPeepholes(parameter);
    }

    /** Returns whether a parameter has three columns behind those of the gates. */
    public boolean hasPeepholes(String parameter) {
        return List.of(gated.split(" ")).contains(parameter + "+");
    }

    abstract Model on(NeuralNetConfiguration.Builder base);

    /** Returns a new network with plain gradient descent. */
    public Model build(DataType type) {
        return build(TestNetworks.base(type));
    }

    /** Returns a new network with these settings. */
    public Model build(NeuralNetConfiguration.Builder base) {
        return on(base);
    }

    /** Returns random data for the network. */
    public MultiDataSet data(DataType type, int examples, long seed) {
        TestData data = new TestData(type, examples, TestNetworks.STEPS);
        Random random = new Random(seed);
        return switch (task) {
            case EACH_STEP -> data.multi(data.sequence(random), data.labelsOfSteps(random));
            case LAST_STEP -> data.multi(data.sequence(random), data.labels(random));
            case TOKENS -> data.multi(data.tokens(random, data.steps()), data.labelsOfSteps(random));
            case TOKEN -> data.multi(data.tokens(random, 1), data.labels(random));
            case FLAT -> data.multi(data.flat(random), data.labels(random));
            case TWO -> data.twoTasks(random);
        };
    }

    /** Trains a network with one minibatch. */
    public static void fit(Model model, MultiDataSet data) {
        if (model instanceof MultiLayerNetwork network) {
            network.fit(data);
        } else {
            ((ComputationGraph) model).fit(data);
        }
    }

    private static Layer dense() {
        return new DenseLayer.Builder().nOut(TestNetworks.UNITS).build();
    }

    private static Layer named(String name, Layer layer) {
        layer.setLayerName(name);
        return layer;
    }

    private static Model sequential(NeuralNetConfiguration.Builder base, Layer... layers) {
        return TestNetworks.sequential(base, layers);
    }

    private static Model network(MultiLayerConfiguration configuration) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        return network;
    }
}
