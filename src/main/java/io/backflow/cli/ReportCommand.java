// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.JsonOption;
import io.backflow.report.internal.page.HtmlReport;
import io.backflow.setting.internal.FileFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the report of one or several run directories. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Make the report of the run or comparison in DIR, as DIR/report.html: one page for a browser that"
                + " needs no network. train and compare make it at their end; this makes it again, also while they"
                + " run. Of several it makes one page that joins them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  backflow report runs/job",
            "  backflow report runs/job runs/other --out both.html",
            "  backflow report runs/job --images figures"
        })
final class ReportCommand implements Callable<Integer> {

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(
            paramLabel = "DIR",
            arity = "1..*",
            description = "A run directory, as train and compare leave it; several make one page.")
    private List<Path> directories = List.of();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description =
                    "Where the page is written, with a name that ends in .html; by default DIR/report.html of one DIR,"
                            + " and report.html in the working directory of several.")
    @Nullable
    private Path out;

    @Option(
            names = "--images",
            paramLabel = "FOLDER",
            description = "Also write the main panels there for a paper, each as SVG and as PNG of 300 dots an inch,"
                    + " 160 mm wide.")
    @Nullable
    private Path images;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new ParameterException(spec.commandLine(), String.join(System.lineSeparator(), problems));
        }
        Path report = file();
        List<String> figures = List.of();
        if (images == null) {
            HtmlReport.write(directories, report);
        } else {
            figures = HtmlReport.write(directories, report, folder(images));
        }
        if (json.isAsked()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("report", report.toString());
            document.put("images", figures);
            JsonOption.print(spec, document);
            return ExitCode.OK;
        }
        spec.commandLine().getOut().println("Report: " + report);
        figures.forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    private Path file() {
        if (out == null) {
            Path folder = directories.size() == 1 ? directories.get(0) : Path.of("");
            return folder.resolve(HtmlReport.FILE);
        }
        Path parent = out.toAbsolutePath().getParent();
        if (parent != null) {
            folder(parent);
        }
        return out;
    }

    private static Path folder(Path wanted) {
        try {
            return Files.createDirectories(wanted);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + wanted + ": " + FileFailure.reason(e), e);
        }
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        List<Path> usable = new ArrayList<>();
        for (Path directory : directories) {
            String problem = HtmlReport.problem(directory);
            if (!problem.isEmpty()) {
                problems.add("DIR must be a run directory, and " + directory + " " + problem);
            } else {
                inside(directory, usable).ifPresent(problems::add);
                usable.add(directory);
            }
        }
        if (out != null && Files.isDirectory(out)) {
            problems.add("--out must be a file, and " + out + " is a directory");
        } else if (out != null && !isPage(out)) {
            problems.add("--out must end in .html, got " + out);
        }
        if (images != null && Files.exists(images) && !Files.isDirectory(images)) {
            problems.add("--images must be a folder, and " + images + " is a file");
        }
        return problems;
    }

    /** Returns what is wrong if a directory lies in one of the others, or one of them in it. */
    private static Optional<String> inside(Path directory, List<Path> others) {
        Path real = real(directory);
        for (Path other : others) {
            Path there = real(other);
            if (there.equals(real)) {
                return Optional.of("DIR must not repeat, and " + directory + " is " + other);
            }
            if (real.startsWith(there) || there.startsWith(real)) {
                boolean within = real.startsWith(there);
                return Optional.of("DIR must not lie in another, and " + (within ? directory : other) + " lies in "
                        + (within ? other : directory));
            }
        }
        return Optional.empty();
    }

    private static Path real(Path directory) {
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            return directory.toAbsolutePath().normalize();
        }
    }

    private static boolean isPage(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".html") || name.endsWith(".htm");
    }
}
