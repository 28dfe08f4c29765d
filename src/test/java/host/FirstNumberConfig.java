// SPDX-License-Identifier: Apache-2.0
package host;

import io.backflow.data.Batch;
import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.GeneratedData;
import io.backflow.data.GeneratedTask;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Asks which of two numbers a sequence began with.
 *
 * @param length time steps of a sequence
 */
@TypeName("host-first-number")
public record FirstNumberConfig(@Default("6") int length) implements DataConfig, GeneratedTask {

    /** Checks the rules. */
    public FirstNumberConfig {
        new Rules().atLeast("length", length, 2).enforce();
    }

    @Override
    public boolean endless() {
        return true;
    }

    @Override
    public SequenceData open(DataEnvironment environment) {
        return new GeneratedData(this, 10, 10);
    }

    @Override
    public String name() {
        return "host-first-number";
    }

    @Override
    public String definition() {
        return "is the first number 1, length " + length;
    }

    @Override
    public SequenceData.Shape shape() {
        return new SequenceData.Shape(1, 2, SequenceData.Objective.CLASSIFY_SEQUENCE);
    }

    @Override
    public List<String> labels() {
        return List.of("0", "1");
    }

    @Override
    public OptionalDouble errorTolerance() {
        return OptionalDouble.empty();
    }

    @Override
    public void write(SplitMix random, Batch batch, int row) {
        int first = random.nextInt(2);
        batch.input(row, 0, 0, first);
        batch.target(row, first, 1f);
    }
}
