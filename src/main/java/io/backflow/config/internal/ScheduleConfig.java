// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.RampSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/**
 * How the learning rate changes as training goes on; each is one of DL4J's, so that a saved network is plain DL4J. Its
 * polynomial one is left out, which in 1.0.0-M2.1 rises, as {@code (1 + n / until)^power}.
 *
 * <p>With n the count of updates, or of epochs, from 0 on, and r the updater's {@code learningRate}. Segments of
 * truncated backpropagation are updates.
 */
public sealed interface ScheduleConfig {

    /** Returns what to count. */
    Per per();

    /** Returns the schedule that starts at a learning rate. */
    ISchedule from(double learningRate);

    /** What is counted. */
    enum Per {
        /** Updates. */
        ITERATION(ScheduleType.ITERATION),
        /** Passes over the training data; generated data has none. */
        EPOCH(ScheduleType.EPOCH);

        private final ScheduleType type;

        Per(ScheduleType type) {
            this.type = type;
        }
    }

    /**
     * Multiplied by a factor every time: {@code r factor^n}.
     *
     * @param factor at each count, above 0
     * @param per what is counted
     */
    @TypeName("exponential")
    record ExponentialRate(
            double factor, @Default("iteration") Per per) implements ScheduleConfig {

        /** Checks the rules. */
        public ExponentialRate {
            new Rules().positive("factor", factor).enforce();
        }

        @Override
        public ISchedule from(double learningRate) {
            return new ExponentialSchedule(per.type, learningRate, factor);
        }
    }

    /**
     * Multiplied by a factor every so often: {@code r factor^floor(n / every)}.
     *
     * @param factor at each step, above 0
     * @param every counts from one step to the next
     * @param per what is counted
     */
    @TypeName("step")
    record StepRate(
            double factor, int every, @Default("iteration") Per per) implements ScheduleConfig {

        /** Checks the rules. */
        public StepRate {
            new Rules().positive("factor", factor).atLeast("every", every, 1).enforce();
        }

        @Override
        public ISchedule from(double learningRate) {
            return new StepSchedule(per.type, learningRate, factor, every);
        }
    }

    /**
     * Ever slower: {@code r / (1 + gamma n)^power}.
     *
     * @param gamma how fast it falls, above 0
     * @param power 1 is Robbins and Monro's
     * @param per what is counted
     */
    @TypeName("inverse")
    record InverseRate(
            double gamma,
            @Default("1.0") double power,
            @Default("iteration") Per per) implements ScheduleConfig {

        /** Checks the rules. */
        public InverseRate {
            new Rules().positive("gamma", gamma).positive("power", power).enforce();
        }

        @Override
        public ISchedule from(double learningRate) {
            return new InverseSchedule(per.type, learningRate, gamma, power);
        }
    }

    /**
     * Rises in a straight line to the learning rate, and stays there: {@code r min(1, (n + 1) / steps)}.
     *
     * @param steps updates until it is there
     */
    @TypeName("warm-up")
    record WarmUpRate(int steps) implements ScheduleConfig {

        /** Checks the rules. */
        public WarmUpRate {
            new Rules().atLeast("steps", steps, 1).enforce();
        }

        @Override
        public Per per() {
            return Per.ITERATION;
        }

        @Override
        public ISchedule from(double learningRate) {
            return new RampSchedule(new FixedSchedule(learningRate), steps);
        }
    }
}
