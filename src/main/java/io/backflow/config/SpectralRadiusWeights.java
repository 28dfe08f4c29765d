package io.backflow.config;

import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;

/**
 * A matrix of independent normal weights, rescaled until its largest eigenvalue has this modulus.
 *
 * @param radius finite and greater than 0
 * @see <a href="https://doi.org/10.1126/science.1091277">Jaeger and Haas (2004)</a>
 */
@TypeName("spectral-radius")
public record SpectralRadiusWeights(double radius) implements RecurrentWeightsConfig {

    /** Checks the rules. */
    public SpectralRadiusWeights {
        new Rules().positive("radius", radius).enforce();
    }
}
