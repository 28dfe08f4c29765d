// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.advice.internal.Advice;
import io.backflow.advice.internal.AdviceNorms;
import io.backflow.advice.internal.Advisor;
import io.backflow.cli.internal.JsonOption;
import io.backflow.cli.internal.plan.AdviceDocument;
import io.backflow.config.internal.ComparisonConfig;
import io.backflow.config.internal.ExperimentConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.report.internal.AdviceTables;
import io.backflow.store.internal.RunStatus;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Proposes thresholds for clipping. */
@Command(
        name = "advise",
        mixinStandardHelpOptions = true,
        description =
                "Train without clipping for a while, on each task and cell of CONFIG, and propose thresholds by how"
                        + " long the gradients were. CONFIG is a job or a comparison. Nothing is written unless "
                        + "--output is given.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  backflow advise job.yaml --iterations 20",
            "  backflow advise both.yaml --seeds 1,2 --iterations 10 --output norms.jsonl"
        })
final class AdviseCommand implements Callable<Integer>, Failures.Verbose {

    @Mixin
    private InputOptions input = new InputOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Option(
            names = {"-n", "--iterations"},
            paramLabel = "N",
            defaultValue = "500",
            description = "Updates of each network; by default ${DEFAULT-VALUE}.")
    private int iterations;

    @Option(
            names = "--seeds",
            paramLabel = "SEED",
            split = ",",
            description = "Seeds, with commas between; by default those of CONFIG.")
    private List<Long> seeds = List.of();

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "How many networks are trained side by side; by default as many as there are cores.")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "A new file for the norm of every update, as JSON lines: one line a task, cell and seed.")
    @Nullable
    private Path output;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        check(iterations >= 1, "--iterations must be at least 1, got " + iterations);
        check(jobs >= 1, "--jobs must be at least 1, got " + jobs);
        check(seeds.stream().distinct().count() == seeds.size(), "--seeds must not repeat a seed, got " + seeds);
        check(output == null || !Files.exists(output), "--output must be a new file, and " + output + " is there");
        ExperimentConfig<?> config = input.settings.reader().read(input.config);
        try (Interrupts interrupts = new Interrupts()) {
            return print(advise(config, interrupts), config instanceof ComparisonConfig);
        }
    }

    private void check(boolean holds, String rule) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), rule);
        }
    }

    private List<Advice> advise(ExperimentConfig<?> config, Interrupts interrupts) {
        int networks = config instanceof ComparisonConfig comparison
                ? Advisor.networks(comparison, seeds)
                : Math.max(1, seeds.size());
        try (Progress progress = Progress.of(networks, interrupts::filesToComplete)) {
            Advisor advisor = new Advisor(iterations, jobs, input.data(progress), progress, interrupts.cancellation());
            if (config instanceof ComparisonConfig comparison) {
                return advisor.advise(comparison, seeds);
            }
            check(config instanceof JobConfig, "CONFIG must describe a job or a comparison");
            return advisor.advise((JobConfig) config, seeds);
        }
    }

    private int print(List<Advice> advice, boolean comparison) {
        if (json.isAsked()) {
            if (output != null) {
                AdviceNorms.write(advice, output);
            }
            JsonOption.print(spec, AdviceDocument.of(advice, output));
        } else {
            printText(advice, comparison);
        }
        boolean interrupted = advice.stream()
                .flatMap(one -> one.seeds().stream())
                .anyMatch(seed -> seed.status() == RunStatus.INTERRUPTED);
        return interrupted ? ExitCode.INTERRUPTED : ExitCode.OK;
    }

    private void printText(List<Advice> advice, boolean comparison) {
        PrintWriter out = spec.commandLine().getOut();
        for (Advice one : advice) {
            out.println(Terminal.table(one));
            if (one.lengthsDiffer()) {
                out.println(AdviceTables.warning(one));
                out.println(Terminal.table(one.perStep()));
            }
        }
        out.println(AdviceTables.legend());
        for (Advice one : advice) {
            Advice best = one.lengthsDiffer() ? one.perStep() : one;
            String yaml = comparison ? AdviceTables.forComparison(best) : AdviceTables.forJob(best);
            out.print(yaml.isEmpty() ? "" : "\n" + yaml);
        }
        if (output != null) {
            AdviceNorms.write(advice, output);
            out.println("\nNorms: " + output);
        }
        out.flush();
    }

    @Override
    public boolean isVerbose() {
        return input.logging.isVerbose();
    }
}
