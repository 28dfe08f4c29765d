// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.setting.Default;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the gradient flowed back through time at the start and at the end of a run.
 *
 * @param start of the first update; null if no flow was recorded
 * @param end of the last recorded update whose flow could be judged, or of the last if none could; null if no flow was
 *     recorded
 * @param verdicts how many of the recorded updates had which verdict, by its name
 */
public record FlowSummary(@Nullable Moment start, @Nullable Moment end, Map<String, Long> verdicts) {

    /** Nothing was recorded. */
    public static final FlowSummary NONE = new FlowSummary(null, null, Map.of());

    /** Copies the counts, in their order. */
    public FlowSummary {
        verdicts = Collections.unmodifiableMap(new LinkedHashMap<>(verdicts));
    }

    /**
     * One update.
     *
     * @param update its index
     * @param verdict the most urgent of its layers
     * @param layers by name, uppermost first
     */
    public record Moment(long update, String verdict, Map<String, Layer> layers) {

        /** Copies the layers, in their order. */
        public Moment {
            layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
        }

        /** Returns the first recurrent layer: the one that the gradient reaches last. */
        public Optional<Layer> firstLayer() {
            return layers.values().stream().reduce((upper, lower) -> lower);
        }
    }

    /**
     * One layer in one update: of dL/dc if it has a cell state, else of dL/dh.
     *
     * @param verdict its verdict
     * @param rate factor of the norm per step further back; NaN if it could not be fitted
     * @param halfLife steps in which half of the gradient is lost; infinite if none is, NaN without a rate
     * @param arrived norm at the first step relative to that at the first labelled one; NaN if there is nothing to
     *     compare
     * @param lags how many steps lie between the two
     * @param stepsClipped at how many steps of the layer and of those above it clipping through time had changed the
     *     errors that these figures are of
     */
    public record Layer(
            String verdict,
            double rate,
            double halfLife,
            double arrived,
            long lags,
            @Default("0") long stepsClipped) {

        /** Leaves out clipping through time. */
        public Layer(String verdict, double rate, double halfLife, double arrived, long lags) {
            this(verdict, rate, halfLife, arrived, lags, 0);
        }
    }
}
