// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

/**
 * The error of a unit as a function of its weight and bias, with its exact gradient.
 *
 * <pre>{@code
 * x_t = w s(x_(t-1)) + b,  E = (s(x_T) - target)^2,  s the logistic function
 * dx_t/dw = s(x_(t-1)) + w s'(x_(t-1)) dx_(t-1)/dw,  dx_t/db = 1 + w s'(x_(t-1)) dx_(t-1)/db
 * }</pre>
 *
 * <p>Where {@code x = w s(x) + b} has three solutions, where the unit ends depends on which side of the middle one it
 * starts; that one is unstable, so that the gradient grows by {@code w s'(x)} at each step. The wall therefore stands
 * where the middle solution is the start, on the line {@code b = start - s(start) w} for {@code w > 1 / s'(start)}.
 *
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov and Bengio (2013), section 2.3 and Figure 6</a>
 */
public final class ErrorSurface {

    private final UnitConfig unit;

    /** The surface of that unit. */
    public ErrorSurface(UnitConfig unit) {
        this.unit = unit;
    }

    /** Returns the error and its gradient at a point. */
    public SurfacePoint at(double w, double b) {
        double x = unit.start();
        double byW = 0.0;
        double byB = 0.0;
        for (int step = 0; step < unit.steps(); step++) {
            double s = sigmoid(x);
            double slope = w * s * (1.0 - s);
            byW = s + slope * byW;
            byB = 1.0 + slope * byB;
            x = w * s + b;
        }
        double s = sigmoid(x);
        double miss = s - unit.target();
        double outer = 2.0 * miss * s * (1.0 - s);
        return new SurfacePoint(w, b, miss * miss, outer * byW, outer * byB);
    }

    private static double sigmoid(double x) {
        return 1.0 / (1.0 + Math.exp(-x));
    }
}
