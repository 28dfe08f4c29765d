// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.fair;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.data.SequenceData;
import io.backflow.data.internal.prepared.ForwardingData;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ValidatedOnlyTest {

    /** What these do by default follows from the others. */
    private static final Set<String> DERIVED = Set.of("inputs", "outputs", "objective");

    @Test
    void nothingThatDataSaysOfItselfIsLost() {
        assertThat(Arrays.stream(SequenceData.class.getDeclaredMethods())
                        .filter(method -> !method.isSynthetic())
                        .filter(method -> !DERIVED.contains(method.getName()))
                        .filter(method -> method.getParameterCount() < 2)
                        .filter(method -> !isOverridden(method)))
                .isEmpty();
    }

    private static boolean isOverridden(Method method) {
        return Stream.of(ValidatedOnly.class, ForwardingData.class)
                .flatMap(answering -> Arrays.stream(answering.getDeclaredMethods()))
                .anyMatch(own -> own.getName().equals(method.getName())
                        && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()));
    }
}
