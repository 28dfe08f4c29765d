// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.flow.jacobian.JacobianRecord;
import io.backflow.flow.jacobian.Spectrum;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Writes the Jacobians of one layer in brief: by path and lag over the examples, and the recurrent matrix by gate. */
final class JacobianRows implements PartRows {

    private final JacobianRecord jacobians;

    JacobianRows(JacobianRecord jacobians) {
        this.jacobians = jacobians;
    }

    @Override
    public void addTo(Row.Builder row) {
        row.with("jacobians", row());
    }

    Row row() {
        Row.Builder products = Row.builder();
        for (JacobianRecord.JacobianPath path : JacobianRecord.JacobianPath.values()) {
            List<JacobianRecord.LagSummary> byLag = byLag(path);
            if (!byLag.isEmpty()) {
                products.with(key(path), product(byLag));
            }
        }
        Row.Builder row = Row.builder()
                .with("to", jacobians.to())
                .with("examples", jacobians.examples().size())
                .with("stateSize", jacobians.stateSize())
                .with("recurrent", recurrent(jacobians.recurrent()));
        if (!jacobians.steps().isEmpty()) {
            row.with("steps", steps(spectra(jacobians.steps())));
        }
        return row.with("products", products.build())
                .with("lowerBounds", lowerBounds())
                .with("leftOut", jacobians.leftOut())
                .build();
    }

    private static Row recurrent(JacobianRecord.RecurrentSpectrum recurrent) {
        Row.Builder row = Row.builder()
                .with("gates", recurrent.gates())
                .norms("sigma", values(recurrent.matrices(), Spectrum::sigma))
                .norms("radius", values(recurrent.matrices(), Spectrum::radius))
                .with("sigmaLowerBounds", gates(recurrent, spectrum -> !spectrum.sigmaConverged()))
                .with("radiusUnsettled", gates(recurrent, spectrum -> !spectrum.radiusConverged()));
        recurrent
                .bound()
                .ifPresent(bound -> row.norm("gamma", bound.gamma())
                        .with("mustVanish", bound.mustVanish())
                        .with("mayExplode", bound.mayExplode()));
        return row.build();
    }

    private static List<String> gates(JacobianRecord.RecurrentSpectrum recurrent, Predicate<Spectrum> which) {
        return IntStream.range(0, recurrent.gates().size())
                .filter(g -> which.test(recurrent.matrices().get(g)))
                .mapToObj(recurrent.gates()::get)
                .toList();
    }

    private static Row steps(List<Spectrum> steps) {
        List<Spectrum> radii = steps.stream().filter(Spectrum::hasRadius).toList();
        Row.Builder row = Row.builder()
                .with("count", steps.size())
                .norm("log10Sigma", max(steps, Spectrum::log10Sigma))
                .with("lowerBounds", count(steps, step -> !step.sigmaConverged()))
                .with("radii", radii.size());
        if (!radii.isEmpty()) {
            row.norm("log10Radius", max(radii, Spectrum::log10Radius))
                    .with("unsettled", count(radii, step -> !step.radiusConverged()));
        }
        return row.build();
    }

    private static long count(List<Spectrum> spectra, Predicate<Spectrum> which) {
        return spectra.stream().filter(which).count();
    }

    private static double max(List<Spectrum> steps, ToDoubleFunction<Spectrum> value) {
        return Arrays.stream(values(steps, value)).max().orElse(Double.NaN);
    }

    private static Row product(List<JacobianRecord.LagSummary> byLag) {
        Row.Builder row = Row.builder()
                .with(
                        "lags",
                        byLag.stream().mapToLong(JacobianRecord.LagSummary::lag).toArray())
                .with("log10Sigma", rounded(byLag, JacobianRecord.LagSummary::medianLog10Sigma))
                .with("log10SigmaMax", rounded(byLag, JacobianRecord.LagSummary::maxLog10Sigma));
        if (hasBound(byLag)) {
            row.with("log10Bound", rounded(byLag, JacobianRecord.LagSummary::log10Bound));
        }
        row.with("log10StepBound", rounded(byLag, JacobianRecord.LagSummary::medianLog10StepBound));
        if (hasDirectPath(byLag)) {
            row.with("log10Direct", rounded(byLag, JacobianRecord.LagSummary::medianLog10Direct));
        }
        return row.build();
    }

    /** A gated cell has no bound that holds for all its steps. */
    private static boolean hasBound(List<JacobianRecord.LagSummary> byLag) {
        return !Double.isNaN(byLag.get(0).log10Bound());
    }

    /** A plain cell has no path that leads past its recurrent matrix: log10 of 0. */
    private static boolean hasDirectPath(List<JacobianRecord.LagSummary> byLag) {
        return byLag.get(0).medianLog10Direct() != Double.NEGATIVE_INFINITY;
    }

    private static double[] rounded(
            List<JacobianRecord.LagSummary> byLag, ToDoubleFunction<JacobianRecord.LagSummary> value) {
        return FlowFormat.rounded(values(byLag, value));
    }

    private static <T> double[] values(List<T> all, ToDoubleFunction<T> value) {
        return all.stream().mapToDouble(value).toArray();
    }

    /** Returns how many values did not reach their tolerance, and so are a little too small. */
    private long lowerBounds() {
        return count(spectra(jacobians.products()), product -> !product.sigmaConverged());
    }

    private static List<Spectrum> spectra(List<JacobianRecord.ProductSpectrum> products) {
        return products.stream().map(JacobianRecord.ProductSpectrum::spectrum).toList();
    }

    private List<JacobianRecord.LagSummary> byLag(JacobianRecord.JacobianPath path) {
        return jacobians.byLag().stream().filter(lag -> lag.path() == path).toList();
    }

    private static String key(JacobianRecord.JacobianPath path) {
        return path.name().toLowerCase(Locale.ROOT);
    }

    /** Hands on what the table has of it: by the step k that products start at, and by gate what belongs to no step. */
    @Override
    public void table(Series series) {
        JacobianRecord.RecurrentSpectrum recurrent = jacobians.recurrent();
        for (int g = 0; g < recurrent.gates().size(); g++) {
            String prefix = "recurrent." + recurrent.gates().get(g);
            Spectrum matrix = recurrent.matrices().get(g);
            series.value(prefix + ".sigma", null, null, matrix.sigma());
            series.value(prefix + ".sigmaSettled", null, null, matrix.sigmaConverged() ? 1 : 0);
            series.value(prefix + ".radius", null, null, matrix.radius());
            series.value(prefix + ".radiusSettled", null, null, matrix.radiusConverged() ? 1 : 0);
        }
        for (JacobianRecord.LagSummary lag : jacobians.byLag()) {
            String prefix = "jacobian." + key(lag.path());
            int step = jacobians.to() - lag.lag();
            series.value(prefix + ".log10Sigma", step, lag.lag(), lag.medianLog10Sigma());
            series.value(prefix + ".log10SigmaMax", step, lag.lag(), lag.maxLog10Sigma());
            series.value(prefix + ".lowerBounds", step, lag.lag(), lag.lowerBounds());
            if (hasBound(List.of(lag))) {
                series.value(prefix + ".log10Bound", step, lag.lag(), lag.log10Bound());
            }
            series.value(prefix + ".log10StepBound", step, lag.lag(), lag.medianLog10StepBound());
            if (hasDirectPath(List.of(lag))) {
                series.value(prefix + ".log10Direct", step, lag.lag(), lag.medianLog10Direct());
            }
        }
    }
}
