// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.doctor;

import io.backflow.audit.CheckUp;
import io.backflow.cli.internal.JsonOption;
import io.backflow.cli.internal.LoggingOptions;
import io.backflow.cli.internal.Screen;
import io.backflow.cli.internal.Verbose;
import io.backflow.report.internal.ConsoleTable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks for what is wrong with this machine, or known to bite in a network. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Look at Java, the backend and its BLAS, vectors, threads, memory, caches and logging, and say what"
                        + " to do about what is slow or wrong. The exit code is 7 if there is something to do."
                        + " It loads the native libraries, which takes some seconds. With MODEL, look at that network"
                        + " of Deeplearning4j instead, and say what is known to bite in it: exit code 7 if something"
                        + " is wrong or a risk, 0 if there are notes at most, 4 if MODEL is no saved network.",
        footerHeading = "%nExamples:%n",
        footer = {"  backflow doctor", "  backflow doctor model.zip", "  backflow doctor model.zip --json"})
public final class DoctorCommand implements Callable<Integer>, Verbose {

    /** The exit code where there is something to do. */
    public static final int UNWELL = 7;

    private static final int ABOUT = 18;

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "MODEL",
            description = "A network that Deeplearning4j's ModelSerializer saved.")
    @Nullable
    private Path model;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return model == null ? machine() : network(model);
    }

    private int network(Path file) {
        CheckUp checkUp = ModelCheckUp.of(file);
        if (json.isAsked()) {
            JsonOption.print(spec, ModelCheckUp.document(file, checkUp));
        } else {
            spec.commandLine().getOut().print(ModelCheckUp.text(file, checkUp, Screen.width()));
            spec.commandLine().getOut().flush();
        }
        return checkUp.isWell() ? CommandLine.ExitCode.OK : UNWELL;
    }

    private int machine() {
        List<Finding> findings = Checkup.all(System.getenv());
        if (json.isAsked()) {
            JsonOption.print(
                    spec,
                    Map.of(
                            "findings",
                            findings.stream().map(DoctorCommand::document).toList()));
        } else {
            StringBuilder text = new StringBuilder();
            findings.forEach(finding -> text.append(text(finding, Screen.width())));
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
        }
        return code(findings);
    }

    static int code(List<Finding> findings) {
        boolean well = findings.stream().allMatch(finding -> finding.state() == Finding.State.OK);
        return well ? CommandLine.ExitCode.OK : UNWELL;
    }

    static String text(Finding finding, int width) {
        String said = finding.value() + (finding.advice().isEmpty() ? "" : "\n\nWhat to do: " + finding.advice());
        String indented = ConsoleTable.reflow(said, Math.max(ABOUT, width - ABOUT - 7))
                .replace("\n\n", "\n")
                .replace("\n", "\n" + " ".repeat(ABOUT + 7));
        return String.format("%-5s  %-" + ABOUT + "s%s%n", finding.state().key(), finding.about(), indented);
    }

    private static Map<String, Object> document(Finding finding) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("about", finding.about());
        document.put("state", finding.state().key());
        document.put("value", finding.value());
        document.put("advice", finding.advice());
        return document;
    }

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
