// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.NormType;
import io.backflow.clipping.policy.GroupClipping.Group;
import io.backflow.clipping.threshold.Threshold;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.NaiveNorms;
import io.backflow.gradient.SavedState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Named groups of blocks, each with a policy of its own; layers lower/half, upper_half and head. */
class GroupClippingTest extends StatelessPolicyContract {

    private static final String INPUT = "**/W/*";
    private static final String RECURRENT = "**/RW";

    /** The elements of all leaves of a group, by its pattern alone. */
    private static double[] matched(BareGradient gradient, String pattern) {
        String gatesOf = pattern.equals(INPUT) ? "/W/" : "/RW/"; // the output layer's W has none
        return gradient.layout().leaves().stream()
                .filter(leaf -> leaf.path().contains(gatesOf))
                .flatMapToDouble(leaf -> Arrays.stream(gradient.elements(leaf)))
                .toArray();
    }

    private static GroupClipping groups(double input, double recurrent) {
        return new GroupClipping(
                List.of(new Group(INPUT, new ValueClipping(input)), new Group(RECURRENT, recurrent)),
                new LayerNormClipping(Double.MAX_VALUE));
    }

    private static double scaled(BareGradient gradient, String pattern) {
        double[] elements = matched(gradient, pattern);
        double max = NaiveNorms.max(elements);
        return max * NaiveNorms.l2(Arrays.stream(elements).map(x -> x / max).toArray());
    }

    @Override
    protected ClippingPolicy strict(BareGradient gradient) {
        return groups(NaiveNorms.max(matched(gradient, INPUT)) * 0.5, scaled(gradient, RECURRENT) * 0.5)
                .newPolicy();
    }

    @Override
    protected List<ClippingPolicy> lenient(BareGradient gradient) {
        return List.of(
                groups(NaiveNorms.max(matched(gradient, INPUT)) * (1 + 1e-9), scaled(gradient, RECURRENT) * (1 + 1e-9))
                        .newPolicy());
    }

    @Override
    protected ClippingPolicy ofOneWeight(BareGradient gradient) {
        return new GroupClipping(List.of(new Group("layer0/W", 0.1))).newPolicy();
    }

    @Override
    protected List<GradientBlock> kept(BareGradient gradient) {
        return List.of(
                gradient.layout().find("lower/half/RW").orElseThrow(),
                gradient.layout().find("upper_half/RW").orElseThrow());
    }

    @Override
    protected void assertBounded(BareGradient before, BareGradient after, DataType type) {
        double norm = scaled(before, RECURRENT) * 0.5;
        assertThat(scaled(after, RECURRENT)).isBetween(norm * (1 - 6 * roundoff(type) - 0x1p-21), norm);
        double max = NaiveNorms.max(matched(before, INPUT)) * 0.5;
        assertThat(NaiveNorms.max(matched(after, INPUT)))
                .isBetween(max * (1 - 4 * roundoff(type)), max * (1 + 1e-15)); // the test divides once more
        for (String path : List.of("lower/half/b", "upper_half/b", "head")) {
            GradientBlock block = before.layout().find(path).orElseThrow();
            assertThat(after.elements(block)).isEqualTo(before.elements(block));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "*, upper_half head",
        "**, lower/half upper_half head",
        "*_half, upper_half",
        "*/*, lower/half upper_half/W upper_half/RW upper_half/b head/W head/b",
        "head/?, head/W head/b",
        "**/forget, "
                + "lower/half/W/forget lower/half/RW/forget lower/half/b/forget "
                + "upper_half/W/forget upper_half/RW/forget upper_half/b/forget",
        "lower/half/RW, lower/half/RW",
        "head/b, head/b"
    })
    void aPatternMatchesBlocksOfAnyLevelWithAllOfTheirParts(String pattern, String expected) {
        BareGradient gradient = draw(DataType.DOUBLE, 1);
        BareGradient before = gradient.copy();
        ClipResult result = gradient.clip(new GroupClipping(List.of(new Group(pattern, 1e-3))));
        assertThat(result.blocks()).hasSize(1);
        ClipResult.BlockClip clip = result.blocks().get(0);
        assertThat(clip.path()).isEqualTo(pattern);
        assertThat(clip.threshold()).isEqualTo(1e-3);

        List<String> paths = List.of(expected.split(" "));
        double[] elements = paths.stream()
                .flatMapToDouble(path ->
                        Arrays.stream(before.elements(before.layout().find(path).orElseThrow())))
                .toArray();
        double norm = NaiveNorms.l2(elements);
        assertThat(clip.before()).isCloseTo(norm, within(1e-12 * norm));
        assertThat(clip.elements()).isEqualTo(elements.length);
        for (GradientBlock leaf : before.layout().leaves()) {
            boolean in = paths.stream().anyMatch(path -> (leaf.path() + "/").startsWith(path + "/"));
            assertThat(Arrays.equals(gradient.elements(leaf), before.elements(leaf)))
                    .as(leaf.path())
                    .isEqualTo(!in);
        }
    }

    @Test
    void everyPolicyTakesAGroupForTheWholeModel() {
        List<ClippingConfig> policies = List.of(
                new ValueClipping(1e-3),
                new GlobalNormClipping(1e-3, NormType.L1),
                new LayerNormClipping(1e-3, NormType.MAX),
                new ParameterNormClipping(1e-3),
                new NormalizedGradient(0.1),
                new AdaptiveGradientClipping(1e-3, 1e-3));
        for (ClippingConfig policy : policies) {
            BareGradient gradient = draw(DataType.DOUBLE, 2);
            BareGradient before = gradient.copy();
            ClipResult result = gradient.clip(new GroupClipping(List.of(new Group("**/RW/forget", policy))));
            assertThat(result.clipped()).isTrue();
            for (GradientBlock leaf : before.layout().leaves()) {
                boolean in = leaf.path().endsWith("/RW/forget");
                assertThat(Arrays.equals(gradient.elements(leaf), before.elements(leaf)))
                        .as("%s of %s", leaf.path(), policy)
                        .isEqualTo(!in);
            }
        }
    }

    @Test
    void aLayerOfAGroupIsItsPartOfTheLayer() {
        BareGradient gradient = draw(DataType.DOUBLE, 3);
        BareGradient before = gradient.copy();
        ClipResult result =
                gradient.clip(new GroupClipping(List.of(new Group("**/forget", new LayerNormClipping(1e-3)))));
        assertThat(result.blocks()).extracting(ClipResult.BlockClip::path).containsExactly("lower/half", "upper_half");
        double[] part = Stream.of("W", "RW", "b")
                .map(key ->
                        before.layout().find("upper_half/" + key + "/forget").orElseThrow())
                .flatMapToDouble(block -> Arrays.stream(before.elements(block)))
                .toArray();
        double norm = NaiveNorms.l2(part);
        assertThat(result.blocks().get(1).before()).isCloseTo(norm, within(1e-12 * norm));
    }

    @Test
    void whatIsInNoGroupIsSaid() {
        BareGradient gradient = draw(DataType.DOUBLE, 1);
        ClipResult result = gradient.clip(new GroupClipping(
                List.of(new Group("lower/half", 1e-3), new Group("upper_half/RW/forget", new ValueClipping(1e-3)))));
        assertThat(result.reason())
                .isEqualTo("lower/half: l2 norm > 0.001; upper_half/RW/forget: absolute value > 0.001; in no group: "
                        + "upper_half/W, upper_half/RW/candidate, upper_half/RW/output, upper_half/RW/input, "
                        + "upper_half/b, head");
    }

    @Test
    void otherwiseTakesTheRest() {
        BareGradient gradient = draw(DataType.DOUBLE, 1);
        ClipResult result = gradient.clip(new GroupClipping(
                List.of(new Group("**/RW", new NoClipping()), new Group("head", 1e-3)), new GlobalNormClipping(1e-3)));
        assertThat(result.reason()).isEqualTo("head: l2 norm > 0.001; otherwise: l2 norm > 0.001");
        assertThat(result.blocks()).extracting(ClipResult.BlockClip::path).containsExactly("head", "otherwise");
        BareGradient all = draw(DataType.DOUBLE, 1);
        ClipResult none = all.clip(new GroupClipping(List.of(new Group("**", 1e9)), new GlobalNormClipping(1e-3)));
        assertThat(none).isEqualTo(ClipResult.UNCHANGED);
    }

    @Test
    void overlappingGroupsAreAnErrorThatNamesBothAndTheBlock() {
        BareGradient gradient = draw(DataType.FLOAT, 1);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() ->
                        gradient.clip(new GroupClipping(List.of(new Group("**/RW", 1.0), new Group("**/forget", 1.0)))))
                .withMessage("Clipping groups '**/RW' and '**/forget' must not overlap, but both match "
                        + "'lower/half/RW/forget'");
    }

    @Test
    void allGroupsThatDoNotFitAreNamedAtOnce() {
        BareGradient gradient = draw(DataType.FLOAT, 1);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> gradient.clip(new GroupClipping(
                        List.of(new Group("lstm*/RW", 1.0), new Group("**/RW", 1.0), new Group("**/forget", 1.0)))))
                .withMessageContainingAll("'lstm*/RW' must match a block", "'**/RW' and '**/forget' must not overlap");
    }

    @Test
    void aPatternThatMatchesNothingIsAnErrorThatNamesWhatThereIs() {
        BareGradient gradient = draw(DataType.FLOAT, 1);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> gradient.clip(new GroupClipping(List.of(new Group("lstm*/RW", 1.0)))))
                .withMessageStartingWith(
                        "Clipping group 'lstm*/RW' must match a block of the model, which has [lower/half, lower/half/W, ")
                .withMessageEndingWith("head, head/W, head/b]");
    }

    @Test
    void rulesAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GroupClipping(List.of()))
                .withMessage("groups must have at least one element, got []");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GroupClipping(List.of(new Group("a", 1), new Group("a", 2))))
                .withMessage("groups must not match the same twice, got [a, a]");
        GroupClipping inner = new GroupClipping(List.of(new Group("a", 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GroupClipping(List.of(new Group("a", inner)), inner))
                .withMessage("groups[0].policy must not be groups itself, got groups; "
                        + "otherwise must not be groups itself, got groups");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Group(" ", null, null))
                .withMessage("match must not be blank, got \" \"; policy must be given, or maxNorm, got neither");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Group("a", inner, Threshold.of(1)))
                .withMessage("maxNorm must not stand beside a policy, got both");
    }

    @Test
    void theStateOfEveryMemberIsSavedAndRestored() {
        GroupClipping config = new GroupClipping(
                List.of(
                        new Group("lower/half", new AutoClip(50)),
                        new Group("head", new ZClip(0.9, 1.0, 5, null)),
                        new Group("upper_half/*/forget", new AdaGc(50, 1e3, 0.9, 7))),
                new AutoClip(20, 3));
        ClippingPolicy whole = config.newPolicy();
        ClippingPolicy resumed = config.newPolicy();
        List<ClipResult> expected = new ArrayList<>();
        for (int update = 0; update < 40; update++) {
            ClipResult one = draw(DataType.DOUBLE, update).clipBy(whole);
            expected.add(one);
            ClippingPolicy next = config.newPolicy();
            next.restore(resumed.state());
            resumed = next;
            assertThat(draw(DataType.DOUBLE, update).clipBy(resumed)).isEqualTo(one);
        }
        assertThat(expected).filteredOn(ClipResult::clipped).hasSizeBetween(5, 39);
        assertThat(whole.state().toMap())
                .containsOnlyKeys(
                        "groups[0].history",
                        "groups[1].warmUp",
                        "groups[1].averages",
                        "groups[2].updates",
                        "groups[2].gamma",
                        "otherwise.history");
        assertThat(whole.state().numbers("groups[2].updates")).containsExactly(40);
        assertThat(whole.state().numbers("groups[2].gamma"))
                .as("of the forget gates in W, RW and b")
                .hasSize(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.newPolicy().restore(SavedState.of(Map.of())))
                .withMessage("groups[0]: The saved state's entry 'history' must be there, got none");
        Map<String, double[]> more = new HashMap<>(whole.state().toMap());
        more.put("groups[7].history", new double[0]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.newPolicy().restore(SavedState.of(more)))
                .withMessageContaining("'groups[7].history'");
    }
}
