// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.rule;

import io.backflow.data.DataException;
import io.backflow.setting.Rules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for settings that name files; whether the files are there is seen when the data is opened. */
public final class FileSettings {

    private FileSettings() {}

    /** Requires a path that the file system can express; null passes. */
    public static void path(Rules rules, String name, @Nullable String path) {
        if (path != null) {
            rules.notBlank(name, path).require(isPath(path), name, "must be a path", '"' + path + '"');
        }
    }

    /** Requires a pattern for file names. */
    public static void glob(Rules rules, String name, String pattern) {
        rules.notBlank(name, pattern)
                .require(isGlob(pattern), name, "must be a pattern such as *.csv", '"' + pattern + '"');
    }

    /**
     * Returns what settings name, by their names, for {@link io.backflow.data.DataConfig#files}: a file, or a folder
     * with all files below it. Those without a value are left out, and so is what is not there.
     */
    public static Map<String, List<Path>> named(Map<String, @Nullable Path> settings) {
        Map<String, List<Path>> named = new LinkedHashMap<>();
        settings.forEach((name, path) -> {
            if (path != null && Files.exists(path)) {
                named.put(name, withFiles(path));
            }
        });
        return named;
    }

    private static List<Path> withFiles(Path path) {
        List<Path> all = new ArrayList<>(List.of(path));
        if (Files.isDirectory(path)) {
            try (Stream<Path> below = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
                below.filter(Files::isRegularFile).sorted().forEach(all::add);
            } catch (IOException | UncheckedIOException e) {
                throw new DataException(path + ": cannot be listed: " + e.getMessage(), e);
            }
        }
        return all;
    }

    private static boolean isPath(String path) {
        try {
            Path unused = Path.of(path);
            return true;
        } catch (InvalidPathException refused) {
            return false;
        }
    }

    private static boolean isGlob(String pattern) {
        try {
            PathMatcher unused = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            return true;
        } catch (PatternSyntaxException refused) {
            return false;
        }
    }
}
