// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.TextFormat;
import io.backflow.data.internal.source.TextFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder with a text for training, one for validation and one for test, as Mikolov's corpora have. */
public final class CorpusFormat implements TextFormat {

    @Override
    public String description() {
        return "a folder with a train, a valid and a test text";
    }

    @Override
    public Optional<String> recognises(Look look) {
        boolean corpus = look.isDirectory()
                && TextFiles.PARTS.stream().allMatch(part -> {
                    List<Path> named = TextFiles.named(TextFiles.of(look.path()), part);
                    return named.size() == 1 && PlainTextFormat.isText(Look.at(named.get(0)));
                });
        return corpus ? Optional.of("one file is named train, one valid and one test") : Optional.empty();
    }

    @Override
    public Map<String, String> lines(Path folder) {
        Map<String, String> lines = new LinkedHashMap<>();
        for (String part : TextFiles.PARTS) {
            Path file = TextFiles.named(TextFiles.of(folder), part).get(0);
            lines.put(part, String.valueOf(file.getFileName()));
            new TextCounts(TextFile.utf8(file)).said().forEach((about, said) -> lines.put(part + " " + about, said));
        }
        return lines;
    }

    @Override
    public Map<String, Object> task(Path folder) {
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("type", "text");
        task.put("folder", folder.toString());
        task.put("level", "word");
        return task;
    }
}
