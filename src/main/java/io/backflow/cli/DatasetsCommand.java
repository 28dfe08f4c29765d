// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.JsonOption;
import io.backflow.cli.internal.LoggingOptions;
import io.backflow.cli.internal.data.DatasetDocuments;
import io.backflow.data.internal.source.Catalogue;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.Dataset;
import io.backflow.data.internal.source.DownloadProgress;
import io.backflow.data.internal.source.RemoteFile;
import io.backflow.report.internal.ConsoleTable;
import io.backflow.report.internal.ConsoleTable.Column;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the published data sets that the program knows. */
@Command(
        name = "datasets",
        mixinStandardHelpOptions = true,
        description = "List the published data sets that a configuration may name and which of them are here, or say"
                + " everything that is known of one.",
        footerHeading = "%nExamples:%n",
        footer = {"  backflow datasets", "  backflow datasets mnist --json"})
final class DatasetsCommand implements Callable<Integer>, Failures.Verbose {

    private static final int DETAIL_WIDTH = 100;
    private static final int KEY_WIDTH = 10;

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The data set to describe; all without it.")
    @Nullable
    private String name;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "A folder with data sets, as DATASET/FILE, that is used instead of downloading them."
                    + " The environment variable BACKFLOW_DATA says the same.")
    @Nullable
    private Path dataDirectory;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        DataFiles files = DataFiles.of(
                dataDirectory, System.getenv(), Path.of(System.getProperty("user.home")), DownloadProgress.NONE);
        if (json.isAsked()) {
            List<Dataset> asked = name == null
                    ? Catalogue.names().stream().map(Catalogue::dataset).toList()
                    : List.of(known(name, spec));
            JsonOption.print(
                    spec,
                    Map.of(
                            "datasets",
                            asked.stream()
                                    .map(dataset -> DatasetDocuments.of(dataset, files))
                                    .toList()));
            return ExitCode.OK;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(name == null ? all(files) : one(known(name, spec), files));
        out.flush();
        return ExitCode.OK;
    }

    /** Returns the data set of that name, or says which there are. */
    static Dataset known(String name, CommandSpec spec) {
        if (!Catalogue.names().contains(name)) {
            throw new ParameterException(
                    spec.commandLine(), "there is no data set '" + name + "', but " + Catalogue.names());
        }
        return Catalogue.dataset(name);
    }

    private static String all(DataFiles files) {
        ConsoleTable table = ConsoleTable.of(
                "",
                Column.text("data set"),
                Column.figure("bytes"),
                Column.text("here"),
                Column.text("licence"),
                Column.text("what"));
        for (String each : Catalogue.names()) {
            Dataset dataset = Catalogue.dataset(each);
            table.row(each, bytes(dataset.bytes()), here(dataset, files), dataset.licence(), dataset.title());
        }
        return Terminal.table(table) + "\n"
                + ConsoleTable.reflow(
                        "backflow datasets NAME says more; backflow fetch NAME downloads one to " + cache(files)
                                + ". A run downloads what it lacks by itself.",
                        Terminal.textWidth())
                + "\n";
    }

    private static Path cache(DataFiles files) {
        return files.cacheDirectory();
    }

    private static String one(Dataset dataset, DataFiles files) {
        Map<String, String> said = new LinkedHashMap<>();
        said.put("what", dataset.about());
        said.put("splits", dataset.splits());
        said.put("licence", dataset.licence());
        said.put("cite", dataset.citation());
        said.put("from", dataset.source());
        said.put("here", here(dataset, files));
        StringBuilder text = new StringBuilder(dataset.title() + " (" + dataset.name() + ")\n\n");
        said.forEach((key, value) -> text.append(entry(key, value)));
        Dataset.Archive archive = dataset.archive();
        if (archive != null) {
            text.append(entry("archive", archive.source().toString()));
        }
        text.append('\n');
        for (RemoteFile file : dataset.files()) {
            text.append(String.format(
                    Locale.ROOT, "%-26s %12s  sha256 %s%n", file.name(), bytes(file.bytes()), file.sha256()));
            if (archive == null) {
                text.append("  ").append(file.source()).append('\n');
            }
        }
        return dataset.task().isEmpty()
                ? text.toString()
                : text.append("\ntask: ").append(dataset.task()).append('\n').toString();
    }

    private static String entry(String key, String value) {
        int width = Math.min(Terminal.textWidth(), DETAIL_WIDTH) - KEY_WIDTH;
        String indented = ConsoleTable.reflow(value, Math.max(KEY_WIDTH, width))
                .stripTrailing()
                .replace("\n", "\n" + " ".repeat(KEY_WIDTH));
        return String.format(Locale.ROOT, "%-" + KEY_WIDTH + "s%s%n", key, indented);
    }

    private static String here(Dataset dataset, DataFiles files) {
        List<String> places = dataset.files().stream()
                .map(files::place)
                .flatMap(Optional::stream)
                .toList();
        if (places.isEmpty()) {
            return "-";
        }
        String where = places.stream().distinct().collect(Collectors.joining(", "));
        int all = dataset.files().size();
        return places.size() == all ? where : places.size() + " of " + all + ": " + where;
    }

    private static String bytes(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
