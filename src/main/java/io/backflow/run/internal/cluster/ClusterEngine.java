// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.cluster;

import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** An engine that carries out runs on other machines; {@link ServiceLoader} finds those of the class path. */
public interface ClusterEngine {

    /** Returns the name by which the engine is asked for. */
    String name();

    /**
     * Makes the place at which an engine carries out runs. It may connect now or when the first run is to be carried
     * out.
     *
     * @throws ClusterException if the engine is not to be had
     */
    ClusterPlace open(ClusterOptions options);

    /**
     * Returns the engine of that name.
     *
     * @param help what to do where there is none
     * @throws ClusterException if there is none on the class path
     */
    static ClusterEngine find(String name, String help) {
        Optional<ClusterEngine> found;
        try {
            found = ServiceLoader.load(ClusterEngine.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(engine -> engine.name().equals(name))
                    .findFirst();
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new ClusterException("The engine " + name + " cannot be loaded: " + e + ". " + help, e);
        }
        return found.orElseThrow(
                () -> new ClusterException("There is no " + name + " on the class path. " + help, null));
    }
}
