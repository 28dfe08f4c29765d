// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.Scale;
import io.backflow.gradient.Stage;
import io.backflow.gradient.TestNetwork;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class GradientRecorderTest {

    private static final TestNetwork KIND = TestNetwork.LSTM_LAYER;

    private final List<GradientRecord> records = new ArrayList<>();

    @Test
    void aRefusedUpdateIsRecordedWithoutAnUpdate() {
        GradientRecorder recorder = new GradientRecorder(update -> false, Scale.SUM, records::add);
        Model model = KIND.build(DataType.DOUBLE);
        TestNetwork.fit(model, KIND.data(DataType.DOUBLE, 2, 1));
        recorder.begin(model);
        assertThat(recorder.open(model)).isPresent();
        recorder.refuse(model);
        assertThat(recorder.open(model)).isEmpty();
        assertThat(records).hasSize(1);
        assertThat(records.get(0).stages()).containsOnlyKeys(Stage.RAW, Stage.CLIPPED);
        assertThat(records.get(0).updateRatio(records.get(0).layout().model())).isEmpty();

        recorder.refuse(model);
        recorder.finish(model);
        recorder.close();
        assertThat(records).hasSize(1);
    }

    @Test
    void aModelThatIsGoneIsNotHeld() throws InterruptedException {
        GradientRecorder recorder = new GradientRecorder(SamplingSchedule.every(1), Scale.SUM, records::add);
        WeakReference<Model> gone = trainAndDrop(recorder);
        for (int i = 0; i < 100 && gone.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(gone.get()).isNull();
        assertThat(records).hasSize(2); // which do not hold it either
        recorder.close();
    }

    private static WeakReference<Model> trainAndDrop(GradientRecorder recorder) {
        Model model = KIND.build(DataType.DOUBLE);
        for (int i = 0; i < 2; i++) {
            TestNetwork.fit(model, KIND.data(DataType.DOUBLE, 2, i));
            recorder.begin(model);
            recorder.finish(model);
        }
        return new WeakReference<>(model);
    }
}
