// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.DataEnvironment;
import io.backflow.data.DataException;
import io.backflow.data.internal.source.TextFile;
import io.backflow.data.internal.source.Utf8Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the files of texts. */
public final class TextFiles {

    /** Words that the names of the files of a corpus have in them. */
    public static final List<String> PARTS = List.of("train", "valid", "test");

    private TextFiles() {}

    /** Returns a path that is relative to the working directory or, if nothing is there, to the data directory. */
    public static Path resolve(String named, DataEnvironment environment) {
        Path path = Path.of(named);
        Path data = environment.dataDirectory();
        if (path.isAbsolute() || data == null || Files.exists(path) || !Files.exists(data.resolve(path))) {
            return path;
        }
        return data.resolve(path);
    }

    /** Returns the regular files of a folder that are not hidden, by name. */
    public static List<Path> of(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> Files.isRegularFile(file)
                            && !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new DataException(folder + ": cannot be listed: " + failure.getMessage(), failure);
        }
    }

    /** Returns training, validation and test of a folder with one file of each, as Mikolov's corpora have. */
    static Text corpus(String source, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw DataException.in(folder, "is no folder, one with a train, a valid and a test file is needed");
        }
        List<Path> files = of(folder);
        List<Utf8Text> parts = new ArrayList<>();
        for (String part : PARTS) {
            List<Path> named = named(files, part);
            if (named.size() != 1) {
                throw DataException.in(
                        folder,
                        "must have one file with '" + part + "' in its name, and has "
                                + (named.isEmpty()
                                        ? "none"
                                        : named.stream().map(Path::getFileName).toList()));
            }
            parts.add(TextFile.utf8(named.get(0)));
        }
        return new Text(source, parts);
    }

    /** Returns the one training, validation and test file of a folder; none if one is missing or not the only one. */
    public static List<Path> parts(Path folder) {
        List<Path> files = of(folder);
        List<List<Path>> parts = PARTS.stream().map(part -> named(files, part)).toList();
        return parts.stream().allMatch(part -> part.size() == 1)
                ? parts.stream().map(part -> part.get(0)).toList()
                : List.of();
    }

    /** Returns the files that have a word in their name. */
    static List<Path> named(List<Path> files, String part) {
        return files.stream()
                .filter(file -> file.getFileName().toString().contains(part))
                .toList();
    }
}
