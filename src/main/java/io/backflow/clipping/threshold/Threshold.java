// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.threshold;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.Scalar;
import io.backflow.setting.TypeName;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.RampSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** A bound for what a clipping policy measures, at each moment of training. */
public sealed interface Threshold
        permits Threshold.Constant, Threshold.WarmUp, Threshold.Step, Threshold.Exponential, Threshold.Cosine {

    /**
     * Returns the bound for one update.
     *
     * @param iteration number of updates that were made before
     * @param epoch number of epochs that were finished before
     */
    double at(int iteration, int epoch);

    /**
     * Adds to the rules of a record that has this threshold as its component what this one must fulfil.
     *
     * @param name the component's name
     * @return the rules
     */
    default Rules check(String name, Rules rules) {
        return rules;
    }

    /** Returns a threshold that is always the same. */
    static Threshold of(double value) {
        return new Constant(value);
    }

    /**
     * The same threshold always; in a configuration a plain number.
     *
     * @param value the threshold, finite and greater than 0, which the record that has it as a component checks
     */
    @Scalar
    @TypeName("constant")
    record Constant(double value) implements Threshold {

        @Override
        public double at(int iteration, int epoch) {
            return value;
        }

        @Override
        public Rules check(String name, Rules rules) {
            return rules.positive(name, value);
        }
    }

    /**
     * A threshold that goes from one value to another along half a cosine, and stays there.
     *
     * <pre>{@code c_t = last + (initial - last) / 2 * (1 + cos(pi * min(t, steps) / steps))}</pre>
     *
     * @param initial the first threshold, finite and greater than 0
     * @param last the threshold from step {@code steps} on, finite and at least 0
     * @param steps number of updates or epochs between the two, at least 1
     * @param by what is counted
     * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov, Hutter (2017), equation 5, without restarts</a>
     */
    @TypeName("cosine")
    record Cosine(
            double initial,
            double last,
            int steps,
            @Default("iteration") ScheduleType by) implements Threshold {

        /** Checks the rules. */
        public Cosine {
            new Rules()
                    .positive("initial", initial)
                    .notNegative("last", last)
                    .atLeast("steps", steps, 1)
                    .enforce();
        }

        @Override
        public double at(int iteration, int epoch) {
            return new CosineSchedule(by, initial, last, steps).valueAt(iteration, epoch);
        }
    }

    /**
     * A threshold that is multiplied by a factor after every update or epoch.
     *
     * <pre>{@code c_t = max(minimum, initial * factor^t)}</pre>
     *
     * @param initial the first threshold, finite and greater than 0
     * @param factor finite and greater than 0; below 1 the threshold falls
     * @param by what is counted
     * @param minimum below which the threshold never falls, finite and at least 0
     * @see ExponentialSchedule
     */
    @TypeName("exponential")
    record Exponential(
            double initial,
            double factor,
            @Default("iteration") ScheduleType by,
            @Default("0.0") double minimum) implements Threshold {

        /** Checks the rules. */
        public Exponential {
            new Rules()
                    .positive("initial", initial)
                    .positive("factor", factor)
                    .notNegative("minimum", minimum)
                    .enforce();
        }

        @Override
        public double at(int iteration, int epoch) {
            return Math.max(minimum, new ExponentialSchedule(by, initial, factor).valueAt(iteration, epoch));
        }
    }

    /**
     * A threshold that is multiplied by a factor after every so many updates or epochs.
     *
     * <pre>{@code c_t = max(minimum, initial * factor^floor(t / every))}</pre>
     *
     * @param initial the first threshold, finite and greater than 0
     * @param factor finite and greater than 0; below 1 the threshold falls
     * @param every number of updates or epochs with the same threshold, at least 1
     * @param by what is counted
     * @param minimum below which the threshold never falls, finite and at least 0
     * @see StepSchedule
     */
    @TypeName("step")
    record Step(
            double initial,
            double factor,
            int every,
            @Default("iteration") ScheduleType by,
            @Default("0.0") double minimum)
            implements Threshold {

        /** Checks the rules. */
        public Step {
            new Rules()
                    .positive("initial", initial)
                    .positive("factor", factor)
                    .atLeast("every", every, 1)
                    .notNegative("minimum", minimum)
                    .enforce();
        }

        @Override
        public double at(int iteration, int epoch) {
            return Math.max(minimum, new StepSchedule(by, initial, factor, every).valueAt(iteration, epoch));
        }
    }

    /**
     * Another threshold that is approached in equal steps from below.
     *
     * <pre>{@code c_t = then_t * min(1, (t + 1) / steps)}</pre>
     *
     * @param steps number of updates or epochs until the whole of it is reached, at least 1
     * @param then the threshold that is approached, counted from the first update of training
     * @param by what is counted
     * @see RampSchedule
     */
    @TypeName("warm-up")
    record WarmUp(
            int steps, Threshold then, @Default("iteration") ScheduleType by) implements Threshold {

        /** Checks the rules. */
        public WarmUp {
            then.check("then", new Rules().atLeast("steps", steps, 1)).enforce();
        }

        @Override
        public double at(int iteration, int epoch) {
            int t = by == ScheduleType.EPOCH ? epoch : iteration; // RampSchedule itself counts updates only
            double ramp = new RampSchedule(new FixedSchedule(1.0), steps).valueAt(t, t);
            return ramp * then.at(iteration, epoch);
        }
    }
}
