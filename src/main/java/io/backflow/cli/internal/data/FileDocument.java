// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.data;

import io.backflow.data.internal.file.FileReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a look at a file shows, as part of a JSON document. */
public final class FileDocument {

    /** The key of what keeps the task from being opened; null under it if nothing does. */
    public static final String PROBLEM = "problem";

    private FileDocument() {}

    /** Returns what was found of a file. */
    public static Map<String, @Nullable Object> of(Path file, FileReport report) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("file", file.toString());
        document.put("takenFor", report.title());
        document.put("found", report.lines());
        document.put("task", report.proposal().keys());
        document.put("remarks", report.proposal().remarks());
        document.put(
                PROBLEM, report.proposal().problem().map(Throwable::getMessage).orElse(null));
        return document;
    }
}
