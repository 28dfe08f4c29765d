// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.task;

import io.backflow.data.GeneratedData;
import io.backflow.data.GeneratedTask;
import io.backflow.data.internal.rule.Limits;
import io.backflow.data.internal.sequence.Stages;
import io.backflow.setting.Rules;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How long the sequences of a task are where they are not all of one length.
 *
 * @param maxLength each sequence is of a length drawn from {@code length}, or {@code blanks}, to this; or null
 * @param curriculum shorter sequences to begin with; or null
 */
public record Lengths(@Nullable Integer maxLength, @Nullable CurriculumConfig curriculum) {

    /** Every sequence has the length that the task says. */
    static final Lengths FIXED = new Lengths(null, null);

    /** Adds the rules that these break beside a task's least and chosen size. */
    Rules check(Rules rules, int least, int size) {
        if (maxLength != null) {
            rules.between("maxLength", maxLength, size, Limits.MAX_LENGTH);
        }
        if (curriculum != null) {
            rules.between("curriculum.from", curriculum.from(), least, size);
        }
        return rules;
    }

    /** Returns the data of a task whose sequences are all of a size, with the ranges and the curriculum of these. */
    GeneratedData data(String name, int size, IntFunction<? extends GeneratedTask> ofSize, int validation, int test) {
        int spread = maxLength == null ? 0 : maxLength - size;
        IntFunction<GeneratedTask> ranged = least -> {
            if (maxLength == null) {
                return ofSize.apply(least);
            }
            return new RangedTask(name, least, least + spread, ofSize);
        };
        return data(size, ranged, validation, test);
    }

    /** Returns the data of a task that varies its lengths itself. */
    GeneratedData data(int size, IntFunction<? extends GeneratedTask> ofSize, int validation, int test) {
        GeneratedTask full = ofSize.apply(size);
        return curriculum == null
                ? new GeneratedData(full, validation, test)
                : new GeneratedData(new StagedTask(full, stages(curriculum, size, ofSize)), validation, test);
    }

    private static Stages stages(CurriculumConfig curriculum, int full, IntFunction<? extends GeneratedTask> ofSize) {
        String text = "grown from " + curriculum.from() + " to " + full;
        if (curriculum instanceof CurriculumConfig.Linear linear) {
            return new Stages(
                    text + " over " + linear.miniBatches() + " minibatches",
                    (miniBatch, level) -> ofSize.apply(linear.size(miniBatch, full)),
                    null);
        }
        CurriculumConfig.OnSuccess grown = (CurriculumConfig.OnSuccess) curriculum;
        return new Stages(
                text + " by " + grown.step() + " on success",
                (miniBatch, level) -> ofSize.apply(grown.size(level, full)),
                new Stages.OnSuccess(grown.levels(full), grown.every(), grown.sequences()));
    }
}
