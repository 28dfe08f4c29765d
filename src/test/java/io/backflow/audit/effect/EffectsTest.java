// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.effect;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.audit.CheckUp;
import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.effect.Effect.Figure;
import io.backflow.audit.internal.Checks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sees each effect in plain Deeplearning4j, so that a version which mends it is noticed; sees that the check-up finds
 * it, and not where it does not apply; and writes the page of what it measured:
 *
 * <pre>{@code mvn test -Dtest=EffectsTest -Dbackflow.effects=write}</pre>
 */
class EffectsTest {

    private static final Path PAGE = Path.of("docs/dl4j.md");

    private static final Map<String, List<Figure>> measured = new LinkedHashMap<>();
    private static final Map<String, CheckUp> found = new LinkedHashMap<>();

    private static DataType type = DataType.FLOAT;

    @BeforeAll
    static void computeInDouble() {
        type = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    }

    @AfterAll
    static void restore() {
        Nd4j.setDefaultDataTypes(type, type);
    }

    static Stream<Effect> effects() {
        return Effects.all();
    }

    @ParameterizedTest
    @MethodSource("effects")
    void isThereInPlainDeeplearning4j(Effect effect) throws Exception {
        assertThat(measured(effect))
                .isNotEmpty()
                .allSatisfy(figure -> assertThat(figure.here())
                        .as("%s: if Deeplearning4j mends it, its check must go", figure.what())
                        .isNotEqualTo(figure.expected()));
    }

    @ParameterizedTest
    @MethodSource("effects")
    void isFoundWhereItAppliesAndNotElsewhere(Effect effect) throws Exception {
        assertThat(found(effect).findings()).extracting(Finding::id).contains(effect.id());
        assertThat(CheckUp.of(effect.well().call()).findings())
                .extracting(Finding::id)
                .doesNotContain(effect.id());
    }

    @Test
    void everyCheckHasAnEffect() throws Exception {
        assertThat(effects().map(Effect::id))
                .doesNotHaveDuplicates()
                .hasSize(Checks.all().size());
    }

    @Test
    void thePageSaysWhatIsMeasured() throws Exception {
        String page = EffectsPage.of(EffectsTest::measured, effect -> finding(effect));
        if ("write".equals(System.getProperty("backflow.effects"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("to write it anew: mvn test -Dtest=EffectsTest -Dbackflow.effects=write")
                .isEqualTo(page);
    }

    private static Finding finding(Effect effect) throws Exception {
        return found(effect).findings().stream()
                .filter(each -> each.id().equals(effect.id()))
                .findFirst()
                .orElseThrow();
    }

    private static List<Figure> measured(Effect effect) throws Exception {
        if (!measured.containsKey(effect.id())) {
            measured.put(effect.id(), effect.measure().call());
        }
        return measured.get(effect.id());
    }

    private static CheckUp found(Effect effect) throws Exception {
        if (!found.containsKey(effect.id())) {
            Model bitten = effect.bitten().call();
            found.put(effect.id(), CheckUp.of(bitten));
        }
        return found.get(effect.id());
    }
}
