// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.data;

import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.Dataset;
import io.backflow.data.internal.source.RemoteFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Published data sets as parts of a JSON document. */
public final class DatasetDocuments {

    private DatasetDocuments() {}

    /** Returns what is known of a data set, and which of its files are here. */
    public static Map<String, Object> of(Dataset dataset, DataFiles files) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", dataset.name());
        document.put("title", dataset.title());
        document.put("what", dataset.about());
        document.put("splits", dataset.splits());
        document.put("licence", dataset.licence());
        document.put("cite", dataset.citation());
        document.put("from", dataset.source());
        document.put("task", dataset.task());
        document.put("bytes", dataset.bytes());
        document.put(
                "files", dataset.files().stream().map(file -> of(file, files)).toList());
        return document;
    }

    private static Map<String, @Nullable Object> of(RemoteFile file, DataFiles files) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("name", file.name());
        document.put("bytes", file.bytes());
        document.put("sha256", file.sha256());
        document.put("source", file.source().toString());
        document.put("here", files.place(file).orElse(null));
        return document;
    }

    /** Returns what was downloaded of a data set, and where it is. */
    public static Map<String, Object> fetched(Dataset dataset, List<RemoteFile> fetched, Path folder) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", dataset.name());
        document.put("directory", folder.resolve(dataset.name()).toString());
        document.put("files", dataset.files().stream().map(RemoteFile::name).toList());
        document.put("fetched", fetched.stream().map(RemoteFile::name).toList());
        return document;
    }
}
