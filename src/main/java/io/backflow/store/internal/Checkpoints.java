// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import io.backflow.config.internal.CheckpointConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Saves the checkpoints of one run, and hands back to the run's parts what the last one holds. */
public final class Checkpoints {

    private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);

    private final Path file;
    private final MultiLayerNetwork network;
    private final int every;
    private final Map<String, Resumable> parts = new LinkedHashMap<>();
    private final @Nullable Checkpoint found;
    private long saved;

    /**
     * Reads the run's last checkpoint into a fresh network, if there is one.
     *
     * @throws RunDirectoryException if it cannot be used
     */
    public Checkpoints(RunDirectory directory, MultiLayerNetwork network, CheckpointConfig config) {
        this.file = directory.file(Checkpoint.FILE);
        this.network = network;
        this.every = config.every();
        this.found = Checkpoint.read(file, network).orElse(null);
        this.saved = network.getIterationCount();
    }

    /** Returns the checkpoint from which the run goes on; null if it starts. */
    @Nullable
    public Checkpoint found() {
        return found;
    }

    /** Adds a part, which at once gets its state of the checkpoint from which the run goes on. */
    public void add(String name, Resumable part) {
        parts.put(name, part);
        if (found == null) {
            return;
        }
        Map<String, double[]> state = found.states().get(name);
        try {
            if (state == null) {
                throw new IllegalArgumentException("it has no state of " + name);
            }
            part.restore(state);
        } catch (RuntimeException e) {
            throw Checkpoint.unusable(file, e);
        }
    }

    /** Forgets a part that has done its work, and whose state nobody will need again. */
    public void drop(String name) {
        parts.remove(name);
    }

    /** Saves if it is time; to be called between two minibatches. */
    public void afterMiniBatch() {
        if (every > 0 && network.getIterationCount() - saved >= every) {
            save(null);
        }
    }

    /** Saves, with how training ended if it did for good. */
    public void save(@Nullable Ending ending) {
        Map<String, Map<String, double[]>> states = new LinkedHashMap<>();
        parts.forEach((name, part) -> states.put(name, part.state()));
        List<Path> measured = parts.values().stream()
                .flatMap(part -> part.measuredFiles().stream())
                .toList();
        new Checkpoint(ending, network.getIterationCount(), network.getEpochCount(), states)
                .write(file, network, measured);
        saved = network.getIterationCount();
        log.debug("{} saved at update {}", file, saved);
    }
}
