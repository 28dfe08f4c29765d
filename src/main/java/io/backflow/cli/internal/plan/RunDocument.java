// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.plan;

import io.backflow.result.internal.ComparisonResult;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.plan.Plan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was run, or would be, as a JSON document. */
public final class RunDocument {

    private RunDocument() {}

    /** Returns the document of one run. */
    public static Map<String, Object> of(RunSummary summary, Path directory, @Nullable Path report) {
        Map<String, Object> document = started(directory, summary.status().key(), summary.reason(), report);
        document.put("summary", summary);
        return document;
    }

    /** Returns the document of a comparison. */
    public static Map<String, Object> of(ComparisonResult result, @Nullable Path report) {
        Map<String, Object> document =
                started(result.directory(), result.status().key(), result.reason(), report);
        document.put("arms", result.arms());
        document.put("statistics", result.statistics());
        document.put("runs", result.runs());
        return document;
    }

    private static Map<String, Object> started(Path directory, String status, String reason, @Nullable Path report) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("directory", directory.toString());
        document.put("status", status);
        document.put("reason", reason);
        document.put("report", report == null ? null : report.toString());
        return document;
    }

    /** Returns the document of what would be run. */
    public static Map<String, Object> of(Plan plan, Path directory) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("directory", directory.toString());
        document.put("runs", plan.runs());
        document.put("over", plan.over());
        document.put("searchTrials", plan.searchTrials());
        document.put("secondsLeft", plan.secondsLeft());
        document.put("arms", plan.arms().stream().map(RunDocument::of).toList());
        return document;
    }

    private static Map<String, Object> of(Plan.Arm arm) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("task", arm.first().task());
        document.put("cell", arm.first().cell());
        document.put("clipping", arm.first().clipping());
        document.put("units", arm.first().job().cell().units());
        document.put("parameters", arm.parameters());
        document.put("updates", arm.updates());
        document.put("runs", arm.runs());
        document.put("over", arm.over());
        document.put("secondsOfRun", arm.secondsOfRun());
        return document;
    }
}
