// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

import java.util.ArrayList;
import java.util.List;

/** Gradient descent over a surface. */
public final class Descent {

    private Descent() {}

    /**
     * Returns the points that it visits, from the start to where the last update leads.
     *
     * @param maxNorm longest gradient that is taken as it is, a longer one is cut to it; infinite takes all as they are
     */
    public static List<SurfacePoint> over(ErrorSurface surface, DescentConfig descent, double maxNorm) {
        List<SurfacePoint> points = new ArrayList<>();
        points.add(surface.at(descent.w(), descent.b()));
        for (int update = 0; update < descent.updates(); update++) {
            SurfacePoint here = points.get(update);
            double step = descent.learningRate() * Math.min(1.0, maxNorm / here.gradientNorm());
            points.add(surface.at(here.w() - step * here.byW(), here.b() - step * here.byB()));
        }
        return List.copyOf(points);
    }
}
