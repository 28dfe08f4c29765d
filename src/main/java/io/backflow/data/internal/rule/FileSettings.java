// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.rule;

import io.backflow.setting.Rules;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.PatternSyntaxException;
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
