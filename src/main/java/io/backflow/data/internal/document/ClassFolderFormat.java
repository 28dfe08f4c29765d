// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.document;

import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.TextFormat;
import io.backflow.data.internal.text.PlainTextFormat;
import io.backflow.data.internal.text.TextFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder with a file of texts, one a line, for each class. */
public final class ClassFolderFormat implements TextFormat {

    @Override
    public String description() {
        return "a folder with a file for each class, one text a line";
    }

    @Override
    public Optional<String> recognises(Look look) {
        if (!look.isDirectory()) {
            return Optional.empty();
        }
        List<Path> files = TextFiles.of(look.path());
        boolean texts = files.size() >= 2
                && files.stream().allMatch(file -> notEmpty(file) && PlainTextFormat.isText(Look.at(file)));
        return texts ? Optional.of("it has " + files.size() + " files of text") : Optional.empty();
    }

    private static boolean notEmpty(Path file) {
        return file.toFile().length() > 0 && Files.isReadable(file);
    }

    @Override
    public Map<String, String> lines(Path folder) {
        return new DocumentCounts(DocumentReader.documents(config(task(folder)))).said();
    }

    @Override
    public Map<String, Object> task(Path folder) {
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("type", "documents");
        task.put("train", folder.toString());
        return task;
    }

    private static DocumentsConfig config(Map<String, Object> task) {
        return LabelledLines.config(
                String.valueOf(task.get("train")), true, null, null, DocumentsConfig.Encoding.UTF_8);
    }
}
