// SPDX-License-Identifier: Apache-2.0
package host;

import io.backflow.gradient.Cadence;
import io.backflow.gradient.GradientQuantity;
import io.backflow.gradient.SavedState;
import io.backflow.gradient.Stage;
import io.backflow.setting.Default;
import io.backflow.setting.TypeName;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether successive raw gradients point the same way; a meter remembers the last one.
 *
 * @param every in updates
 */
@TypeName("host-turn")
public record Turn(@Default("1") int every) implements GradientQuantity<Turn.Angle> {

    /** The cosine between the gradient and the one before. */
    public record Angle(double cosine, int elements) {}

    @Override
    public String name() {
        return "turn";
    }

    @Override
    public Cadence cadence() {
        return Cadence.every(every);
    }

    @Override
    public Set<Stage> stages() {
        return Set.of(Stage.RAW);
    }

    @Override
    public Meter<Angle> newMeter() {
        return new Memory();
    }

    private static final class Memory implements Meter<Angle> {

        private static final String LAST = "last";

        private double @Nullable [] last;

        @Override
        public Optional<Angle> measure(GradientMoment moment) {
            double[] now = moment.values();
            double[] before = last;
            last = now;
            return before == null ? Optional.empty() : Optional.of(new Angle(cosine(before, now), now.length));
        }

        @Override
        public SavedState state() {
            return last == null ? SavedState.empty() : SavedState.empty().with(LAST, last);
        }

        @Override
        public void restore(SavedState state) {
            last = state.has(LAST) ? state.numbers(LAST) : null;
        }
    }

    private static double cosine(double[] a, double[] b) {
        return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }
}
