// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.runs;

import io.backflow.cli.internal.JsonOption;
import io.backflow.cli.internal.LoggingOptions;
import io.backflow.cli.internal.Screen;
import io.backflow.cli.internal.Verbose;
import io.backflow.report.internal.listing.DifferenceText;
import io.backflow.result.internal.listing.RunFacts;
import io.backflow.result.internal.listing.RunFacts.Pair;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Holds two runs against each other. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Say in what the runs or comparisons in A and B differ: settings with every default filled in,"
                + " versions, machine and data, results. The exit code is 0 whether or not they do.",
        footerHeading = "%nExamples:%n",
        footer = {"  backflow diff runs/job runs/other", "  backflow diff runs/job runs/other --all --json"})
public final class DiffCommand implements Callable<Integer>, Verbose {

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(index = "0", paramLabel = "A", description = "A run directory.")
    private Path a = Path.of("");

    @Parameters(index = "1", paramLabel = "B", description = "Another.")
    private Path b = Path.of("");

    @Option(names = "--all", description = "Print what is the same too.")
    private boolean all;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        RunFacts first = RunFacts.read(RunFolder.read(a, "A", spec).directory());
        RunFacts second = RunFacts.read(RunFolder.read(b, "B", spec).directory());
        Map<String, List<Pair>> sections = new LinkedHashMap<>();
        sections.put("configuration", pairs(first.configuration(), second.configuration()));
        sections.put("environment", pairs(first.environment(), second.environment()));
        sections.put("metrics", pairs(first.metrics(), second.metrics()));
        if (json.isAsked()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("a", a.toString());
            document.put("b", b.toString());
            document.putAll(sections);
            JsonOption.print(spec, document);
        } else {
            print(sections);
        }
        return CommandLine.ExitCode.OK;
    }

    private List<Pair> pairs(Map<String, String> first, Map<String, String> second) {
        return RunFacts.pairs(first, second).stream()
                .filter(pair -> all || !pair.isSame())
                .toList();
    }

    private void print(Map<String, List<Pair>> sections) {
        StringBuilder text = new StringBuilder();
        sections.forEach((title, pairs) -> {
            text.append(text.isEmpty() ? "" : "\n");
            text.append(
                    pairs.isEmpty()
                            ? title + ": the same\n"
                            : DifferenceText.section(title, a.toString(), b.toString(), pairs, Screen.width()));
        });
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
    }

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
