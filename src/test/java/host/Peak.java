// SPDX-License-Identifier: Apache-2.0
package host;

import io.backflow.flow.LayerQuantity;
import io.backflow.gradient.Cadence;
import io.backflow.setting.Default;
import io.backflow.setting.TypeName;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The largest norm of dL/dh, and where it stands.
 *
 * @param every in updates
 */
@TypeName("host-peak")
public record Peak(@Default("1") int every) implements LayerQuantity<Peak.Place> {

    /** The step and the norm. */
    public record Place(int step, double norm) {}

    @Override
    public String name() {
        return "peak";
    }

    @Override
    public Cadence cadence() {
        return Cadence.every(every);
    }

    @Override
    public Optional<Place> measure(LayerQuantity.LayerMoment moment) {
        int peak = IntStream.range(0, moment.trace().steps())
                .reduce(0, (a, b) -> moment.trace().hidden(b) > moment.trace().hidden(a) ? b : a);
        return Optional.of(new Place(peak, moment.trace().hidden(peak)));
    }
}
