// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.predict;

import io.backflow.cli.internal.JsonOption;
import io.backflow.cli.internal.LoggingOptions;
import io.backflow.cli.internal.Verbose;
import io.backflow.cli.internal.runs.RunFolder;
import io.backflow.data.internal.text.TextPreparation;
import io.backflow.run.internal.predict.TextGenerator;
import io.backflow.run.internal.predict.TrainedNetwork;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes text as the network of a run would go on. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = "Print a text that the network of the run in DIR goes on with, which was trained on characters or"
                + " words. The same arguments give the same text.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  backflow generate runs/shakespeare --length 300",
            "  backflow generate runs/shakespeare --prompt ROMEO: --temperature 0.7 --seed 3",
            "  backflow generate runs/shakespeare --temperature 0 --json"
        })
public final class GenerateCommand implements Callable<Integer>, Verbose {

    private static final int LONGEST = 10_000_000;

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(paramLabel = "DIR", description = "The directory of a run that is finished.")
    private Path directory = Path.of("");

    @Option(
            names = {"-p", "--prompt"},
            paramLabel = "TEXT",
            defaultValue = "",
            description = "What the text begins with; by default it begins after the end of a line.")
    private String prompt = "";

    @Option(
            names = {"-n", "--length"},
            paramLabel = "N",
            defaultValue = "500",
            description = "How many characters, or words, follow; by default ${DEFAULT-VALUE}.")
    private int length;

    @Option(
            names = {"-t", "--temperature"},
            paramLabel = "T",
            defaultValue = "1",
            description = "Below 1 probable characters are more probable, above 1 less; 0 takes the most probable. By"
                    + " default ${DEFAULT-VALUE}.")
    private double temperature;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "Another seed gives another text; by default ${DEFAULT-VALUE}.")
    private long seed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        check(length >= 1 && length <= LONGEST, "--length must be between 1 and " + LONGEST + ", got " + length);
        check(
                temperature >= 0 && temperature <= Float.MAX_VALUE,
                "--temperature must be a finite number of at least 0, got " + temperature);
        TrainedNetwork trained = TrainedNetwork.of(RunFolder.read(directory, "DIR", spec));
        if (!(trained.preparation() instanceof TextPreparation text)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "DIR must be a run whose task is a text, and the network in " + directory
                            + " reads something else; backflow predict asks it");
        }
        int[] given = text.numbers("--prompt", prompt);
        int[] begun = given.length == 0 ? new int[] {text.beginning()} : given;
        int[] follows = new TextGenerator(trained.network(), text, temperature, seed).after(begun, length);
        print(text.text(given, follows));
        return CommandLine.ExitCode.OK;
    }

    private void check(boolean holds, String rule) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), rule);
        }
    }

    private void print(String text) {
        if (json.isAsked()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("run", directory.toString());
            document.put("prompt", prompt);
            document.put("length", length);
            document.put("temperature", temperature);
            document.put("seed", seed);
            document.put("text", text);
            JsonOption.print(spec, document);
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
