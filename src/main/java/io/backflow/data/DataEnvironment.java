package io.backflow.data;

import io.backflow.data.internal.source.DatasetStore;
import io.backflow.data.internal.source.DownloadProgress;
import io.backflow.data.internal.source.Downloader;
import io.backflow.data.internal.source.HttpDownloader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where data may be found and kept on this machine.
 *
 * @param cacheDirectory where downloads are kept
 * @param dataDirectory local copies of published data sets in the layout {@code DATASET/FILE}; where it is given, nothing is
 *     downloaded
 * @param downloader fetches what the cache lacks
 * @param progress hears how far a download is
 */
public record DataEnvironment(
        Path cacheDirectory, @Nullable Path dataDirectory, Downloader downloader, DownloadProgress progress) {

    /** Environment variable that names the data directory. */
    public static final String DATA_VARIABLE = "BACKFLOW_DATA";

    private static final String CACHE_VARIABLE = "XDG_CACHE_HOME";

    /**
     * Returns the environment of a program: the data directory that it was told, else that of {@code BACKFLOW_DATA}, else
     * none; the cache under {@code XDG_CACHE_HOME}, else under {@code .cache} in the home directory.
     *
     * @param dataDirectory what the user named for this run
     * @param variables environment variables
     * @param home home directory of the user
     */
    public static DataEnvironment of(
            @Nullable Path dataDirectory, Map<String, String> variables, Path home, DownloadProgress progress) {
        String named = variables.getOrDefault(DATA_VARIABLE, "");
        Path fromVariable = named.isBlank() ? null : Path.of(named);
        String caches = variables.getOrDefault(CACHE_VARIABLE, "");
        // The XDG specification has relative paths ignored.
        boolean usable = !caches.isBlank() && Path.of(caches).isAbsolute();
        Path cacheRoot = usable ? Path.of(caches) : home.resolve(".cache");
        return new DataEnvironment(
                cacheRoot.resolve("backflow"),
                dataDirectory == null ? fromVariable : dataDirectory,
                new HttpDownloader(),
                progress);
    }

    DatasetStore store() {
        return new DatasetStore(cacheDirectory, dataDirectory, downloader, progress, Clock.systemUTC());
    }
}
