// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import io.backflow.data.DataEnvironment;
import io.backflow.data.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the program finds and keeps data.
 *
 * @param projectDirectory the folder {@code datasets} of a project, where a local copy is looked for first; null for
 *     none
 * @param cacheDirectory where downloads are kept
 * @param dataDirectory local copies of published data sets in the layout {@code DATASET/FILE}; where it is given,
 *     nothing is downloaded
 * @param downloader fetches what the cache lacks
 * @param progress hears how far a download is
 */
public record DataFiles(
        @Nullable Path projectDirectory,
        Path cacheDirectory,
        @Nullable Path dataDirectory,
        Downloader downloader,
        DownloadProgress progress)
        implements DataEnvironment {

    /** Environment variable that names the data directory. */
    public static final String DATA_VARIABLE = "BACKFLOW_DATA";

    /** In the working directory, as the data of a configuration's relative paths. */
    private static final Path PROJECT_DIRECTORY = Path.of("datasets");

    /** Between attempts at a download. */
    public static final Duration PAUSE = Duration.ofSeconds(1);

    private static final String CACHE_VARIABLE = "XDG_CACHE_HOME";

    /** Looks into no folder of a project. */
    public DataFiles(
            Path cacheDirectory, @Nullable Path dataDirectory, Downloader downloader, DownloadProgress progress) {
        this(null, cacheDirectory, dataDirectory, downloader, progress);
    }

    /**
     * Returns the environment of a program: the project's folder {@code datasets} in the working directory; the data
     * directory that it was told, else that of {@code BACKFLOW_DATA}, else none; the cache under
     * {@code XDG_CACHE_HOME}, else under {@code .cache} in the home directory.
     *
     * @param dataDirectory what the user named for this run
     * @param variables environment variables
     * @param home home directory of the user
     */
    public static DataFiles of(
            @Nullable Path dataDirectory, Map<String, String> variables, Path home, DownloadProgress progress) {
        String named = variables.getOrDefault(DATA_VARIABLE, "");
        Path fromVariable = named.isBlank() ? null : Path.of(named);
        String caches = variables.getOrDefault(CACHE_VARIABLE, "");
        // The XDG specification has relative paths ignored.
        boolean usable = !caches.isBlank() && Path.of(caches).isAbsolute();
        Path cacheRoot = usable ? Path.of(caches) : home.resolve(".cache");
        return new DataFiles(
                PROJECT_DIRECTORY,
                cacheRoot.resolve("backflow"),
                dataDirectory == null ? fromVariable : dataDirectory,
                new HttpDownloader(),
                progress);
    }

    @Override
    public Path text(String dataset) {
        return find(Catalogue.text(dataset));
    }

    @Override
    public Path file(String dataset, String file) {
        Dataset described = Catalogue.dataset(dataset);
        RemoteFile wanted = described
                .file(file)
                .orElseThrow(() -> new DataException("the data set " + dataset + " has no file '" + file + "', but "
                        + described.files().stream().map(RemoteFile::name).toList()));
        if (described.archive() != null
                && dataDirectory == null
                && place(wanted).isEmpty()) {
            new DatasetFetch(cacheDirectory, downloader, progress, PAUSE).fetch(described, Mirror.PUBLISHER);
        }
        return find(wanted);
    }

    /**
     * Returns where a file is that need not be fetched, in words: {@code project}, {@code data directory} or
     * {@code cache}; empty if it would have to be. Its content is not looked at.
     */
    public Optional<String> place(RemoteFile file) {
        if (projectDirectory != null && isIn(projectDirectory, file)) {
            return Optional.of("project");
        }
        if (dataDirectory != null) {
            return isIn(dataDirectory, file) ? Optional.of("data directory") : Optional.empty();
        }
        return isIn(cacheDirectory, file) ? Optional.of("cache") : Optional.empty();
    }

    private static boolean isIn(Path directory, RemoteFile file) {
        return Files.isRegularFile(directory.resolve(file.dataset()).resolve(file.name()));
    }

    private Path find(RemoteFile file) {
        return new DatasetStore(
                        projectDirectory, cacheDirectory, dataDirectory, downloader, progress, Clock.systemUTC())
                .find(file);
    }
}
