// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.data.Examples;
import io.backflow.data.FiniteData;
import io.backflow.data.SequenceData;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Two forecasts of two targets, two steps ahead, with errors that are added up by hand. */
class ForecastErrorsTest {

    private static final SequenceData.Shape SHAPE =
            new SequenceData.Shape(2, 4, SequenceData.Objective.REGRESS_SEQUENCE);

    private final INDArray labels = Nd4j.createFromArray(new float[][] {{0, 0, 0, 0}, {1, 1, 1, 1}});
    private final INDArray output = Nd4j.createFromArray(new float[][] {{1, .5f, -1, 0}, {1, .5f, 1.5f, 2}});

    /** Returns data whose a was divided by 2 and b by 10. */
    private static SequenceData data(double naiveOfA, double naiveOfB) {
        SequenceData plain = new FiniteData(
                "series",
                SHAPE,
                List.of("a+1", "b+1", "a+2", "b+2"),
                (seed, epoch) -> none(),
                none(),
                none(),
                Map.of());
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "targetDeviation" -> (int) arguments[0] % 2 == 0 ? 2.0 : 10.0;
            case "naiveError" -> OptionalDouble.of((int) arguments[0] % 2 == 0 ? naiveOfA : naiveOfB);
            case "outputs" -> SHAPE.outputs();
            case "objective" -> SHAPE.objective();
            default -> method.invoke(plain, arguments);
        };
        return (SequenceData) Proxy.newProxyInstance(
                ForecastErrorsTest.class.getClassLoader(), new Class<?>[] {SequenceData.class}, handler);
    }

    private static Examples none() {
        return (Examples) Proxy.newProxyInstance(
                ForecastErrorsTest.class.getClassLoader(),
                new Class<?>[] {Examples.class},
                (proxy, method, arguments) -> 0);
    }

    private Map<String, Double> figures(SequenceData data) {
        ForecastErrors errors = new ForecastErrors(data);
        errors.add(labels, output);
        Map<String, Double> figures = new LinkedHashMap<>();
        errors.addTo(figures);
        return figures;
    }

    @Test
    void errorsAreInTheUnitsOfTheDataAndScaledByTheNaiveForecasts() {
        assertThat(ForecastErrors.apply(data(1, 5))).isTrue();
        // Of a 2, -2, 0, 1 in its units; of b 5, 0, -5, 10.
        assertThat(figures(data(1, 5)))
                .containsExactly(
                        Map.entry("mse", (4 + 4 + 0 + 1 + 25 + 0 + 25 + 100) / 8.0),
                        Map.entry("mae", (2 + 2 + 0 + 1 + 5 + 0 + 5 + 10) / 8.0),
                        Map.entry("mase", ((2 + 2 + 0 + 1) / 1.0 + (5 + 0 + 5 + 10) / 5.0) / 8),
                        Map.entry("mae.a", 5 / 4.0),
                        Map.entry("mae.b", 20 / 4.0));
    }

    @Test
    void thereIsNoScaledErrorWhereATargetNeverChangesInTraining() {
        assertThat(figures(data(0, 5))).doesNotContainKey("mase").containsKey("mae");
        assertThat(figures(data(Double.NaN, 5))).doesNotContainKey("mase");
    }
}
