// SPDX-License-Identifier: Apache-2.0
package io.backflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.record.RecordFormat;
import io.backflow.record.RecordSink;
import io.backflow.record.Row;
import io.backflow.recurrent.Trainee;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.datavec.api.records.metadata.RecordMetaDataLine;
import org.datavec.api.records.reader.impl.csv.CSVRecordReader;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The places of examples come with them through prefetching, in the thread that trains. */
class PlacedDataTest {

    private static final int BATCH = 3;
    private static final int BATCHES = 5;

    /** Keeps the place of the example that each update names first. */
    private static final class First implements RecordSink {
        private final List<String> places = new ArrayList<>();

        @Override
        public <T> void write(RecordFormat<? super T> format, T record) {
            Row row = format.row(record);
            if (row.has("examples")) {
                places.add(row.row("examples").texts("place").get(0));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static Trainee network(boolean graph) {
        return Trainee.Plan.of(
                        new SimpleRnn.Builder()
                                .nOut(3)
                                .activation(Activation.TANH)
                                .build(),
                        new RnnOutputLayer.Builder(LossFunction.MSE)
                                .nOut(1)
                                .activation(Activation.IDENTITY)
                                .build())
                .asGraph(graph)
                .build();
    }

    /** Minibatches in each of which another example is labelled out of all proportion. */
    private static List<DataSet> data() {
        Random random = new Random(1);
        List<DataSet> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            INDArray features = Nd4j.create(DataType.DOUBLE, BATCH, 2, 4);
            INDArray labels = Nd4j.create(DataType.DOUBLE, BATCH, 1, 4);
            for (int k = 0; k < features.length(); k++) {
                features.putScalar(k, random.nextGaussian());
            }
            labels.tensorAlongDimension(culprit(i), 1, 2).assign(100);
            DataSet batch = new DataSet(features, labels);
            List<Serializable> places = new ArrayList<>();
            for (int b = 0; b < BATCH; b++) {
                places.add(place(i, b));
            }
            batch.setExampleMetaData(places);
            batches.add(batch);
        }
        return batches;
    }

    private static int culprit(int batch) {
        return batch * 2 % BATCH;
    }

    private static String place(int batch, int example) {
        return "case " + (batch * BATCH + example);
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {true, false})
    void everyUpdateNamesThePlaceOfItsOwn(boolean graph) {
        Trainee trainee = network(graph);
        First first = new First();
        DataSetIterator data = new ListDataSetIterator<>(data(), BATCH) {
            private int next;

            @Override
            public boolean asyncSupported() {
                return true;
            }

            @Override
            public synchronized boolean hasNext() {
                return next < BATCHES;
            }

            @Override
            public synchronized DataSet next() {
                return data().get(next++);
            }

            @Override
            public synchronized void reset() {
                next = 0;
            }
        };
        assertThat(data.asyncSupported()).isTrue();
        try (Attachment attached = Backflow.on(trainee.model())
                .install()
                .clip(new GlobalNormClipping(1e-3))
                .to(first)
                .attach()) {
            if (graph) {
                trainee.theGraph().fit(attached.naming(new MultiDataSetIteratorAdapter(data)), 1);
                trainee.theGraph().fit(attached.naming(data), 1);
            } else {
                trainee.theNetwork().fit(attached.naming(data), 2);
            }
            attached.naming(List.of("x", "y", "z"));
            trainee.fit(data().get(0));
        }
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 2 * BATCHES; i++) {
            expected.add(place(i % BATCHES, culprit(i % BATCHES)));
        }
        expected.add("x");
        assertThat(first.places).isEqualTo(expected);
    }

    @Test
    void metaDataOfDataVecSaysItsLocationOfTheAttachedModelAlone() {
        Trainee trainee = network(false);
        First first = new First();
        RecordMetaDataLine line = new RecordMetaDataLine(300, URI.create("file:/train.csv"), CSVRecordReader.class);
        try (Attachment attached = Backflow.on(trainee.model())
                .install()
                .clip(new GlobalNormClipping(1e-3))
                .to(first)
                .attach()) {
            attached.naming(List.of(line, line, line));
            trainee.fit(data().get(0));
            Trainee other = network(false);
            other.install();
            other.theNetwork().setListeners(trainee.theNetwork().getListeners());
            other.fit(data().get(0)); // on minibatches of its own, as a worker of ParallelWrapper
        }
        assertThat(first.places).containsExactly(line.getLocation(), "");
    }
}
