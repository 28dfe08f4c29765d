// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.audit.GradientAudit;
import io.backflow.cli.internal.JsonOption;
import io.backflow.cli.internal.Screen;
import io.backflow.config.internal.ComparisonConfig;
import io.backflow.config.internal.ExperimentConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.Trial;
import io.backflow.data.DataConfig;
import io.backflow.data.DataEnvironment;
import io.backflow.data.SequenceData;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.report.internal.ConsoleTable;
import io.backflow.report.internal.ConsoleTable.Column;
import io.backflow.run.internal.NetworkBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Audits gradients. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Compare the gradient of each task's and cell's network in CONFIG, as it is initialised and on"
                + " its first minibatch, with differences of the loss, block by block. CONFIG is a job or a comparison."
                + " Exit code 7 if a gradient is wrong.",
        footerHeading = "%nExamples:%n",
        footer = {"  backflow audit both.yaml", "  backflow audit job.yaml --set layers=deeplearning4j --json"})
final class AuditCommand implements Callable<Integer>, Failures.Verbose {

    @Mixin
    private InputOptions input = new InputOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<Trial> trials = networks(input.settings.reader().read(input.config));
        Map<String, GradientAudit> audits = new LinkedHashMap<>();
        try (FetchProgress progress = FetchProgress.of()) {
            DataEnvironment environment = input.data(progress);
            Map<DataConfig, SequenceData> opened = new HashMap<>();
            for (Trial trial : trials) {
                SequenceData data = opened.computeIfAbsent(trial.job().task(), task -> task.open(environment));
                String name = trial.task() + ", " + trial.cell();
                GradientAudit audit = audit(trial.job(), data);
                audits.put(name, audit);
                if (!json.isAsked()) {
                    print(name, audit);
                }
            }
        }
        if (json.isAsked()) {
            JsonOption.print(spec, Map.of("audits", documents(audits)));
        }
        boolean right = audits.values().stream().allMatch(audit -> audit.wrong().isEmpty());
        return right ? ExitCode.OK : ExitCode.UNWELL;
    }

    private List<Trial> networks(ExperimentConfig<?> config) {
        if (config instanceof ComparisonConfig comparison) {
            Set<List<String>> seen = new LinkedHashSet<>();
            return comparison.trials().stream()
                    .filter(trial -> seen.add(List.of(trial.task(), trial.cell())))
                    .toList();
        }
        if (config instanceof JobConfig job) {
            return List.of(Trial.of(job, job.name()));
        }
        throw new ParameterException(spec.commandLine(), "CONFIG must describe a job or a comparison");
    }

    private static GradientAudit audit(JobConfig job, SequenceData data) {
        MultiLayerNetwork network = NetworkBuilder.buildToTrain(job, data);
        try {
            return GradientAudit.of(
                    network,
                    data.training(
                                    job.training().batchSize(),
                                    job.seed(),
                                    job.training().batching())
                            .next());
        } finally {
            RecurrentLayers.close(network);
        }
    }

    private void print(String title, GradientAudit audit) {
        ConsoleTable table = ConsoleTable.of(
                title,
                Column.text("block"),
                Column.figure("segment").rank(3),
                Column.figure("parameters").rank(4),
                Column.figure("gradient norm").rank(2),
                Column.figure("factor").rank(1),
                Column.figure("relative error"),
                Column.text("verdict"));
        for (GradientAudit.Block block : audit.blocks()) {
            table.row(
                    block.path(),
                    block.segment() == 0 ? "-" : String.valueOf(block.segment()),
                    String.format(Locale.ROOT, "%,d", block.elements()),
                    String.format(Locale.ROOT, "%.3g", block.norm()),
                    String.format(Locale.ROOT, "%.6g", block.factor()),
                    String.format(Locale.ROOT, "%.1g", block.error()),
                    verdict(block));
        }
        spec.commandLine().getOut().println(table.render(Screen.width(), Screen.style()));
        spec.commandLine().getOut().println(audit.toString().lines().findFirst().orElse("") + "\n");
        spec.commandLine().getOut().flush();
    }

    private static String verdict(GradientAudit.Block block) {
        String word = block.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return block.reason().isEmpty() ? word : word + ": " + block.reason();
    }

    private static List<Map<String, Object>> documents(Map<String, GradientAudit> audits) {
        List<Map<String, Object>> documents = new ArrayList<>();
        audits.forEach((name, audit) -> {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("network", name);
            document.put("origins", audit.origins());
            document.put("blocks", audit.blocks());
            documents.add(document);
        });
        return documents;
    }

    @Override
    public boolean isVerbose() {
        return input.logging.isVerbose();
    }
}
