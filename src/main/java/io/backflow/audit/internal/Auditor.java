// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal;

import io.backflow.audit.GradientAudit;
import io.backflow.audit.GradientAudit.Block;
import io.backflow.audit.GradientAudit.Verdict;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import io.backflow.model.internal.LossProbe;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.internal.InstalledLayers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Checks every block of a network's gradient on one minibatch. */
public final class Auditor {

    /** Of truncated backpropagation the first segment begins without a state, all others with one. */
    private static final int SEGMENTS = 2;

    /** A gradient that is off by more is wrong, if the differences can tell. */
    private static final double TOLERANCE = 1e-6;

    /** Where differences can be off by more, they cannot tell anything. */
    private static final double BLUNT = 0.05;

    /** How many times its estimate an uncertainty may turn out to be. */
    private static final double SAFETY = 4;

    private final LossProbe probe;
    private final GradientLayout layout;
    private final List<Block> blocks = new ArrayList<>();

    private Auditor(Model model) {
        probe = LossProbe.of(model);
        if (InstalledLayers.areIn(model)) {
            RecurrentLayers.install(probe.model());
        }
        layout = GradientLayout.of(probe.model());
    }

    /** Audits a network, which is left as it is. */
    public static GradientAudit audit(Model model, MultiDataSet batch) {
        RandomState before = new RandomState();
        try {
            Auditor auditor = new Auditor(model);
            try {
                return auditor.run(batch);
            } finally {
                auditor.close();
            }
        } finally {
            before.restore();
        }
    }

    /** Frees the copy's memory; its own closing would collect garbage twice, and the thread's workspaces with it. */
    private void close() {
        InstalledLayers.free(probe.model());
        probe.close();
    }

    private GradientAudit run(MultiDataSet batch) {
        List<MultiDataSet> segments = probe.segments(batch);
        int count = Math.min(SEGMENTS, segments.size());
        for (int i = 0; i < count; i++) {
            probe.load(segments.get(i));
            segment(segments.size() == 1 ? 0 : i + 1);
            if (i + 1 < count) {
                probe.gradient();
                probe.carry();
            }
        }
        List<String> wrong = layout.blocks(GradientBlock.Level.LAYER).stream()
                .map(GradientBlock::path)
                .filter(this::isWrong)
                .toList();
        return new GradientAudit(blocks, Origins.of(wrong, probe.view().inputs()));
    }

    private boolean isWrong(String layer) {
        return blocks.stream().anyMatch(block -> block.isWrong() && block.path().startsWith(layer + "/"));
    }

    private void segment(int number) {
        double loss = probe.gradient();
        INDArray view = probe.model().getGradientsViewArray();
        List<GradientPart> parts = layout.leaves().stream()
                .map(block -> new GradientPart(
                        block, Shifted.range(view, block).toDoubleVector()))
                .toList();
        Map<GradientPart, BlockCheck> checks = new HashMap<>();
        if (Double.isFinite(loss)) {
            checks.putAll(JointCheck.right(probe, parts, loss, TOLERANCE));
            byLayer(parts.stream().filter(part -> !checks.containsKey(part)).toList())
                    .forEach(some -> checks.putAll(JointCheck.rightButForAFactor(probe, some, loss, TOLERANCE)));
        }
        for (GradientPart part : parts) {
            checks.computeIfAbsent(part, left -> BlockCheck.of(probe, left.block(), left.gradient()));
        }
        boolean allRight = checks.values().stream().allMatch(Auditor::isRight);
        String unfit = allRight ? "" : unfit();
        parts.forEach(part -> blocks.add(judge(part.block(), number, Objects.requireNonNull(checks.get(part)), unfit)));
    }

    private static Collection<List<GradientPart>> byLayer(List<GradientPart> parts) {
        return parts.stream()
                .collect(Collectors.groupingBy(GradientPart::layer, LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    /** Returns why a gradient that looks wrong may not be; empty if nothing speaks for it. */
    private String unfit() {
        double loss = probe.loss();
        if (!Double.isFinite(loss)) {
            return "the loss is " + loss;
        }
        double again = probe.gradient();
        if (Math.abs(again - loss) > TOLERANCE * Math.abs(loss)) {
            return "the loss is " + loss + " going forward alone and " + again + " on the way to the gradient";
        }
        probe.reseed();
        return probe.loss() == loss ? "" : "layers draw random numbers";
    }

    private static boolean isRight(BlockCheck check) {
        double doubt = SAFETY * check.uncertainty();
        return doubt <= BLUNT && check.error() <= Math.max(TOLERANCE, doubt);
    }

    private static Block judge(GradientBlock block, int segment, BlockCheck check, String unfit) {
        double doubt = SAFETY * check.uncertainty();
        double allowed = Math.max(TOLERANCE, doubt);
        Verdict verdict;
        if (!Double.isFinite(check.error()) || doubt > BLUNT) {
            verdict = Verdict.NOT_CHECKABLE;
        } else if (isRight(check)) {
            verdict = Verdict.RIGHT;
        } else if (!unfit.isEmpty()) {
            verdict = Verdict.NOT_CHECKABLE;
        } else {
            verdict = check.errorWithoutFactor() <= allowed ? Verdict.WRONG_BY_A_FACTOR : Verdict.WRONG;
        }
        String reason = verdict == Verdict.NOT_CHECKABLE ? reason(check, unfit) : "";
        return new Block(
                block.path(), segment, block.length(), check.norm(), check.factor(), check.error(), verdict, reason);
    }

    private static String reason(BlockCheck check, String unfit) {
        if (!unfit.isEmpty()) {
            return unfit;
        }
        return Double.isFinite(check.error())
                ? "the gradient is smaller than what differences of the loss can tell"
                : "the gradient or the loss is not finite";
    }
}
