// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.predict;

import io.backflow.cli.internal.JsonOption;
import io.backflow.cli.internal.LoggingOptions;
import io.backflow.cli.internal.Verbose;
import io.backflow.cli.internal.runs.RunFolder;
import io.backflow.data.internal.prepared.NewData;
import io.backflow.data.internal.prepared.NewDataOptions;
import io.backflow.run.internal.predict.Predictions;
import io.backflow.run.internal.predict.TrainedNetwork;
import io.backflow.store.internal.AtomicFiles;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks the network of a run about new data. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = "Ask the trained network of the run in DIR about new data of the same form, with labels or"
                + " without, and write its answers as CSV: classes with their probabilities, numbers, or forecasts in"
                + " the units of the data. Data is prepared by what was learnt from the training part.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  backflow predict runs/job new.csv",
            "  backflow predict runs/shakespeare text.txt --steps --out predictions.csv",
            "  backflow predict runs/job plain.csv --unlabelled --ignore comment --json"
        })
public final class PredictCommand implements Callable<Integer>, Verbose {

    private static final String STANDARD_OUTPUT = "-";

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(index = "0", paramLabel = "DIR", description = "The directory of a run that is finished.")
    private Path directory = Path.of("");

    @Parameters(index = "1", paramLabel = "FILE", description = "The new data: a file, or a folder, as training had.")
    private Path file = Path.of("");

    @Option(
            names = {"-o", "--out"},
            paramLabel = "OUT",
            description = "Where the CSV is written; by default, and with -, on standard output.")
    @Nullable
    private Path out;

    @Option(names = "--force", description = "Replace OUT if it is there.")
    private boolean force;

    @Option(
            names = "--steps",
            description = "A row for every step, of a network that answers each; by default one for every sequence,"
                    + " with the answer at its last step.")
    private boolean steps;

    @Option(
            names = "--unlabelled",
            description = "The data have no labels, even if something looks like some; else that is found out.")
    private boolean unlabelled;

    @Option(
            names = "--ignore",
            paramLabel = "COLUMN",
            description = "A column to leave out that training did not have; may be repeated.")
    private List<String> ignored = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Path target = out == null || out.toString().equals(STANDARD_OUTPUT) ? null : out;
        if (target != null && json.isAsked()) {
            throw refused("--json prints on standard output, --out writes CSV to a file; say one of them");
        }
        if (target != null && !force && Files.exists(target)) {
            throw refused(target + " is there already; --force replaces it");
        }
        TrainedNetwork trained = TrainedNetwork.of(RunFolder.read(directory, "DIR", spec));
        if (steps && !trained.preparation().shape().objective().everyStep()) {
            throw refused("--steps is for networks that answer every step; the one in " + directory
                    + " answers once a sequence");
        }
        NewDataOptions options = new NewDataOptions(unlabelled, ignored, trained.carriesState());
        NewData data = trained.preparation().read(trained.job().task(), file, options);
        write(new Predictions(trained, data, steps), target);
        return CommandLine.ExitCode.OK;
    }

    private void write(Predictions predictions, @Nullable Path target) {
        if (json.isAsked()) {
            JsonOption.print(spec, PredictionTable.document(directory, file, predictions));
        } else if (target == null) {
            PredictionTable.write(predictions, spec.commandLine().getOut());
            spec.commandLine().getOut().flush();
        } else {
            AtomicFiles.write(target, temporary -> {
                try (Writer writer = Files.newBufferedWriter(temporary)) {
                    PredictionTable.write(predictions, writer);
                }
            });
        }
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
