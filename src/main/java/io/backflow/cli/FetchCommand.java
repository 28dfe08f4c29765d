// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.cli.internal.JsonOption;
import io.backflow.cli.internal.LoggingOptions;
import io.backflow.cli.internal.data.DatasetDocuments;
import io.backflow.data.internal.source.Catalogue;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.Dataset;
import io.backflow.data.internal.source.DatasetFetch;
import io.backflow.data.internal.source.DownloadProgress;
import io.backflow.data.internal.source.HttpDownloader;
import io.backflow.data.internal.source.Mirror;
import io.backflow.data.internal.source.RemoteFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Downloads published data sets. */
@Command(
        name = "fetch",
        mixinStandardHelpOptions = true,
        description = "Download data sets and check every file against its SHA-256. A download that broke off goes on"
                + " where it did; what is here already is left alone.",
        footerHeading = "%nExamples:%n",
        footer = {"  backflow fetch sunspots", "  backflow fetch --all --to data"})
final class FetchCommand implements Callable<Integer>, Failures.Verbose {

    @Mixin
    private LoggingOptions logging = new LoggingOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "The data sets; `backflow datasets` lists them.")
    private List<String> names = List.of();

    @Option(names = "--all", description = "Fetch every data set.")
    private boolean all;

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            description = "A mirror's address or a folder that has the files as DATASET/FILE, in place of the"
                    + " publishers' addresses.")
    @Nullable
    private String from;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "Where the files are kept, as DATASET/FILE; the cache without it.")
    @Nullable
    private Path to;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (all == !names.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "name data sets, or say --all, and not both; there are " + Catalogue.names());
        }
        List<Dataset> wanted = (all ? Catalogue.names() : names)
                .stream().map(name -> DatasetsCommand.known(name, spec)).toList();
        Path folder = to == null ? cache() : to;
        Mirror mirror = from == null ? Mirror.PUBLISHER : Mirror.at(from);
        PrintWriter out = spec.commandLine().getOut();
        List<Map<String, Object>> documents = new ArrayList<>();
        try (FetchProgress progress = FetchProgress.of()) {
            DatasetFetch fetch = new DatasetFetch(folder, new HttpDownloader(), progress, DataFiles.PAUSE);
            for (Dataset dataset : wanted) {
                List<RemoteFile> fetched = fetch.fetch(dataset, mirror);
                progress.pause();
                documents.add(DatasetDocuments.fetched(dataset, fetched, folder));
                if (!json.isAsked()) {
                    out.println(
                            dataset.name() + ": " + said(dataset, fetched) + " in " + folder.resolve(dataset.name()));
                    out.flush();
                }
            }
        }
        if (json.isAsked()) {
            JsonOption.print(spec, Map.of("datasets", documents));
        }
        return ExitCode.OK;
    }

    private static String said(Dataset dataset, List<RemoteFile> fetched) {
        int files = dataset.files().size();
        String count = files + (files == 1 ? " file" : " files");
        if (fetched.isEmpty()) {
            return count + ", here already,";
        }
        return fetched.size() == files ? count + " fetched" : fetched.size() + " of " + count + " fetched";
    }

    private static Path cache() {
        return DataFiles.of(null, System.getenv(), Path.of(System.getProperty("user.home")), DownloadProgress.NONE)
                .cacheDirectory();
    }

    @Override
    public boolean isVerbose() {
        return logging.isVerbose();
    }
}
