// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.GeneratedTask;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import java.util.List;
import java.util.OptionalDouble;

/** A task on two marked numbers of a sequence, whose length it draws itself. */
abstract class MarkedNumbersTask implements GeneratedTask {

    private final int shortest;
    private final int lengths;
    private final Marks.Operation operation;
    private final String label;
    private final double errorTolerance;

    /**
     * @param shortest length, the first of those that are drawn from
     * @param lengths how many lengths are drawn from
     * @param label what the target is called
     * @param errorTolerance squared error above which a sequence is wrong
     */
    MarkedNumbersTask(int shortest, int lengths, Marks.Operation operation, String label, double errorTolerance) {
        this.shortest = shortest;
        this.lengths = lengths;
        this.operation = operation;
        this.label = label;
        this.errorTolerance = errorTolerance;
    }

    /** Returns the name of whoever defined it, and the year; with the number of the task where there are several. */
    abstract String source();

    final boolean adds() {
        return operation == Marks.Operation.ADD;
    }

    @Override
    public final String name() {
        return operation.task();
    }

    @Override
    public final String definition() {
        return operation.noun() + " (" + source() + "), length " + shortest + " to " + (shortest + lengths - 1);
    }

    @Override
    public final SequenceData.Shape shape() {
        return new SequenceData.Shape(2, 1, SequenceData.Objective.REGRESS_SEQUENCE);
    }

    @Override
    public final int length() {
        return shortest;
    }

    @Override
    public final int length(SplitMix random) {
        return shortest + random.nextInt(lengths);
    }

    @Override
    public final List<String> labels() {
        return List.of(label);
    }

    @Override
    public final OptionalDouble errorTolerance() {
        return OptionalDouble.of(errorTolerance);
    }
}
