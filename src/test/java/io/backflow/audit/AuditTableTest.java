// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.audit.GradientAudit.Block;
import io.backflow.audit.GradientAudit.Verdict;
import io.backflow.recurrent.DoubleByDefault;
import io.backflow.recurrent.Trainee;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * What the audit says of more than two hundred shapes of networks: in plain Deeplearning4j 1.0.0-M2.1 it finds every
 * fault that is known, where it is, and no other; with installed layers it finds none. When an upgrade mends a fault,
 * its shapes fail here.
 */
@ExtendWith(DoubleByDefault.class)
class AuditTableTest {

    private static final List<String> MASKS = List.of("none", "left", "right", "interior");

    /** What is known to be wrong in Deeplearning4j 1.0.0-M2.1. */
    enum Fault {
        /** Attention, and all below, twice for each attention on the way. */
        ATTENTION,
        /** The last step of an LSTM, or one that skips zeros, after padding on the left: its own gradient. */
        LAST_STEP_OF_LSTM_PADDED_ON_THE_LEFT,
        /** The last step of an LSTM, with peepholes too, after a gap: its own gradient and all below. */
        LAST_STEP_OF_LSTM_AFTER_A_GAP,
        /** The last step of two LSTMs in both directions, under any mask. */
        LAST_STEP_OF_BOTH_DIRECTIONS,
        /** LSTMs with peepholes in both directions, around a gap. */
        PEEPHOLES_IN_BOTH_DIRECTIONS_AROUND_A_GAP,
        /** The second segment of truncated backpropagation. */
        SECOND_SEGMENT
    }

    static List<AuditShape> shapes() {
        List<AuditShape> shapes = new ArrayList<>();
        addCells(shapes);
        addAttention(shapes);
        addLosses(shapes);
        for (String layers : List.of("LSTM", "SimpleRnn", "GravesLSTM", "SimpleRnn SimpleRnn")) {
            shapes.add(AuditShape.of(layers, "steps", "none").inSegments());
        }
        shapes.add(AuditShape.of("SimpleRnn", "steps", "right").inSegments());
        shapes.add(AuditShape.of("GravesLSTM", "steps", "right").inSegments());
        for (String layers : List.of(
                "LSTM-ADD", "LSTM-MUL", "LSTM-AVERAGE", "MaskZero", "LSTM SimpleRnn", "Convolution SimpleRnn")) {
            shapes.add(AuditShape.of(layers, "steps", "none"));
            shapes.add(AuditShape.of(layers, "largest", "none"));
        }
        for (String layers : List.of("LSTM", "SimpleRnn", "SimpleRnn SelfProjected", "LSTM-CONCAT")) {
            for (String mask : MASKS) {
                shapes.add(AuditShape.of(layers, "steps", mask).asGraph());
            }
        }
        return shapes;
    }

    private static void addCells(List<AuditShape> shapes) {
        for (String cell : List.of(
                "LSTM",
                "SimpleRnn",
                "GravesLSTM",
                "GravesBidirectionalLSTM",
                "LSTM-CONCAT",
                "SimpleRnn-ADD",
                "SimpleRnn SimpleRnn",
                "SimpleRnn LSTM")) {
            for (String mask : MASKS) {
                shapes.add(AuditShape.of(cell, "steps", mask));
                // wrong blocks of two directions take longest, and one shape of each fault has to do
                if (!mask.equals("interior")
                        || !List.of("GravesBidirectionalLSTM", "LSTM-CONCAT").contains(cell)) {
                    shapes.add(AuditShape.of(cell, "last", mask));
                }
            }
            shapes.add(AuditShape.of(cell, "average", "none"));
            shapes.add(AuditShape.of(cell, "average", "right"));
        }
        MASKS.forEach(mask -> shapes.add(AuditShape.of("SimpleRnn", "largest", mask)));
        MASKS.forEach(mask -> shapes.add(AuditShape.of("SimpleRnn Dense", "steps", mask)));
    }

    private static void addAttention(List<AuditShape> shapes) {
        for (String attention : List.of("Self", "SelfProjected", "SelfTwoHeads")) {
            for (String mask : MASKS) {
                shapes.add(AuditShape.of(attention, "steps", mask));
                shapes.add(AuditShape.of("SimpleRnn " + attention, "steps", mask));
            }
            shapes.add(AuditShape.of("LSTM " + attention, "average", "none"));
            shapes.add(AuditShape.of("LSTM " + attention, "average", "right"));
            shapes.add(AuditShape.of(attention + " SimpleRnn", "steps", "right"));
        }
        for (String attention : List.of("Recurrent", "RecurrentProjected")) {
            shapes.add(AuditShape.of("SimpleRnn " + attention, "steps", "none"));
            shapes.add(AuditShape.of("SimpleRnn " + attention, "average", "right"));
        }
        shapes.add(AuditShape.of("SimpleRnn SelfProjected Self", "steps", "none"));
    }

    private static void addLosses(List<AuditShape> shapes) {
        List<LossFunction> losses = List.of(
                LossFunction.MSE,
                LossFunction.L1,
                LossFunction.L2,
                LossFunction.MEAN_ABSOLUTE_ERROR,
                LossFunction.XENT,
                LossFunction.NEGATIVELOGLIKELIHOOD,
                LossFunction.KL_DIVERGENCE,
                LossFunction.POISSON,
                LossFunction.MEAN_SQUARED_LOGARITHMIC_ERROR,
                LossFunction.MEAN_ABSOLUTE_PERCENTAGE_ERROR,
                LossFunction.COSINE_PROXIMITY,
                LossFunction.HINGE,
                LossFunction.SQUARED_HINGE,
                LossFunction.WASSERSTEIN);
        for (LossFunction loss : losses) {
            shapes.add(AuditShape.of("SimpleRnn", "steps", "none").with(loss));
            shapes.add(AuditShape.of("SimpleRnn", "steps", "right").with(loss));
            shapes.add(AuditShape.of("SimpleRnn Self", "steps", "none").with(loss));
        }
    }

    /** Returns the fault of a layer of a shape, if it has one; at most one layer has. */
    private static Map<Integer, Fault> faults(AuditShape shape) {
        Map<Integer, Fault> faults = new TreeMap<>();
        boolean gap = shape.mask().equals("interior");
        for (int i = 0; i < shape.layers().size(); i++) {
            String layer = shape.layers().get(i);
            boolean last = shape.head().equals("last") && i == shape.layers().size() - 1;
            if (layer.startsWith("Self") || layer.startsWith("Recurrent")) {
                faults.put(i, Fault.ATTENTION);
            } else if (shape.truncated() && (layer.equals("LSTM") || layer.equals("SimpleRnn"))) {
                faults.put(i, Fault.SECOND_SEGMENT);
            } else if (layer.equals("GravesBidirectionalLSTM") && gap) {
                faults.put(i, Fault.PEEPHOLES_IN_BOTH_DIRECTIONS_AROUND_A_GAP);
            } else if ((last && layer.equals("LSTM") && shape.mask().equals("left")) || layer.equals("MaskZero")) {
                faults.put(i, Fault.LAST_STEP_OF_LSTM_PADDED_ON_THE_LEFT);
            } else if (last && gap && (layer.equals("LSTM") || layer.equals("GravesLSTM"))) {
                faults.put(i, Fault.LAST_STEP_OF_LSTM_AFTER_A_GAP);
            } else if (last && layer.equals("LSTM-CONCAT") && shape.isMasked()) {
                faults.put(i, Fault.LAST_STEP_OF_BOTH_DIRECTIONS);
            }
        }
        return faults;
    }

    /** Returns the layers with parameters that a fault reaches, and by which factor; 0 for no factor. */
    private static Map<String, Integer> expected(AuditShape shape) {
        Map<String, Integer> wrong = new TreeMap<>();
        faults(shape).forEach((at, fault) -> {
            for (int i = fault == Fault.LAST_STEP_OF_LSTM_PADDED_ON_THE_LEFT ? at : 0; i <= at; i++) {
                boolean factor = fault == Fault.ATTENTION;
                if (!shape.layers().get(i).equals("Self")) { // which has no parameters
                    wrong.merge(shape.name(i), factor ? 2 : 0, (a, b) -> a * b);
                }
            }
        });
        return wrong;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void findsEveryFaultOfDeeplearning4jsAndNoOther(AuditShape shape) {
        GradientAudit audit = GradientAudit.of(shape.build().model(), shape.data());

        Map<String, Integer> expected = expected(shape);
        Map<String, Double> found = new TreeMap<>();
        for (Block block : audit.wrong()) {
            boolean factor = block.verdict() == Verdict.WRONG_BY_A_FACTOR;
            found.merge(layerOf(block), factor ? block.factor() : 0, Math::min);
            assertThat(block.segment()).isEqualTo(shape.truncated() ? 2 : 0);
        }
        assertThat(found.keySet()).as("%s", audit).isEqualTo(expected.keySet());
        expected.forEach((layer, factor) ->
                assertThat(found.get(layer)).as("%s", audit).isBetween(0.99 * factor, 1.01 * factor));
        List<String> top = expected.keySet().stream()
                .max(Comparator.naturalOrder())
                .map(List::of)
                .orElse(List.of());
        assertThat(audit.origins()).isEqualTo(top);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void withInstalledLayersNoneIsWrong(AuditShape shape) {
        Trainee trainee = shape.build();
        trainee.install();

        GradientAudit audit = GradientAudit.of(trainee.model(), shape.data());

        assertThat(audit.wrong()).as("%s", audit).isEmpty();
        assertThat(audit.isRight()).as("%s", audit).isTrue();
        assertThat(audit.origins()).isEmpty();
    }

    private static String layerOf(Block block) {
        return block.path().substring(0, block.path().indexOf('/'));
    }

    @Test
    void theTableHasShapesOfEveryFaultAndMoreWithoutAny() {
        List<AuditShape> shapes = shapes();
        Map<Fault, Long> byFault = shapes.stream()
                .flatMap(shape -> faults(shape).values().stream().distinct())
                .collect(Collectors.groupingBy(fault -> fault, TreeMap::new, Collectors.counting()));
        long right = shapes.stream().filter(shape -> expected(shape).isEmpty()).count();

        assertThat(shapes).hasSizeGreaterThanOrEqualTo(200).doesNotHaveDuplicates();
        assertThat(byFault).containsOnlyKeys(Fault.values()).containsEntry(Fault.ATTENTION, 56L);
        assertThat(right).isGreaterThan(100);
    }
}
