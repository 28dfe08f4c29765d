// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.predict;

import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.LayersConfig;
import io.backflow.data.internal.prepared.Preparation;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.result.internal.RunSummary;
import io.backflow.result.internal.listing.FoundRun;
import io.backflow.run.internal.NativeThreads;
import io.backflow.run.internal.fit.PreparationFile;
import io.backflow.store.internal.Checkpoint;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.RunDirectoryException;
import io.backflow.store.internal.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/**
 * The network of a run that is over, as it was tested, with what new data is prepared by.
 *
 * @param directory of the run
 * @param job what was trained
 */
public record TrainedNetwork(Path directory, JobConfig job, MultiLayerNetwork network, Preparation preparation) {

    /**
     * Restores the network of a run.
     *
     * @throws RunDirectoryException if the run is not finished, or lacks a file or has one that cannot be used
     */
    public static TrainedNetwork of(FoundRun run) {
        Path directory = run.directory();
        RunSummary summary = finished(run);
        Path file = directory.resolve(
                summary.figures().containsKey(RunSummary.BEST_UPDATE) ? RunSummary.BEST_MODEL : Checkpoint.FILE);
        if (!Files.isRegularFile(file)) {
            throw new RunDirectoryException(
                    "The run in " + directory + " has no network any more: " + file + " is missing; train it again",
                    null);
        }
        JobConfig job = new ConfigReader().readJob(directory.resolve(RunDirectory.CONFIG));
        if (!Files.isRegularFile(directory.resolve(PreparationFile.NAME))) {
            throw new RunDirectoryException(
                    "The run in " + directory + " has no " + PreparationFile.NAME + ", by which new data is prepared as"
                            + " that of training was: an earlier version wrote it, or its task, " + summary.task()
                            + ", takes no new data. Where it does, train the network again (--force)",
                    null);
        }
        Preparation preparation = PreparationFile.read(directory);
        return new TrainedNetwork(directory, job, restored(file, job, preparation), preparation);
    }

    private static RunSummary finished(FoundRun run) {
        if (!run.kind().equals(FoundRun.RUN)) {
            throw new RunDirectoryException(
                    run.directory() + " is a " + run.kind()
                            + (run.isComparison() && !run.runs().isEmpty()
                                    ? "; name one of its runs, such as "
                                            + run.runs().get(0).directory()
                                    : " and has no network"),
                    null);
        }
        RunSummary summary = run.summary();
        if (summary == null || !run.status().equals(RunStatus.FINISHED.key())) {
            throw new RunDirectoryException(
                    "The run in " + run.directory() + " is not finished: " + run.status()
                            + (run.reason().isEmpty() ? "" : ", " + run.reason()),
                    null);
        }
        return summary;
    }

    private static MultiLayerNetwork restored(Path file, JobConfig job, Preparation preparation) {
        NativeThreads.limitToOne();
        MultiLayerNetwork network;
        try {
            network = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false);
        } catch (IOException | RuntimeException e) {
            throw new RunDirectoryException(
                    file + " cannot be used: " + e.getMessage() + "; train the network again", e);
        }
        int inputs = network.layerInputSize(0);
        int outputs = network.layerSize(network.getnLayers() - 1);
        if (inputs != preparation.shape().inputs()
                || outputs != preparation.shape().outputs()) {
            throw new RunDirectoryException(
                    file + " is of another run than " + PreparationFile.NAME + ": it has " + inputs + " inputs and "
                            + outputs + " outputs, not " + preparation.shape().inputs() + " and "
                            + preparation.shape().outputs(),
                    null);
        }
        if (job.settings().layers() == LayersConfig.BACKFLOW) {
            RecurrentLayers.install(network);
            RecurrentLayers.useThreads(
                    network, job.settings().threadsOr(Runtime.getRuntime().availableProcessors()));
        }
        return network;
    }

    /** Whether the network reads sequences one after the other and keeps its state between them. */
    public boolean carriesState() {
        return job.training().carriesState();
    }
}
