// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.document;

import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.TextFormat;
import io.backflow.data.internal.text.PlainTextFormat;
import io.backflow.data.internal.text.TextFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder with lines of labelled texts for training, for validation and for the test. */
public final class LabelledPartsFormat implements TextFormat {

    private static final LabelledLinesFormat LINES = new LabelledLinesFormat();

    @Override
    public String description() {
        return "a folder with a train, a valid and a test file, one text with a label a line";
    }

    @Override
    public Optional<String> recognises(Look look) {
        if (!look.isDirectory()) {
            return Optional.empty();
        }
        List<Path> parts = TextFiles.parts(look.path());
        boolean texts = !parts.isEmpty() && parts.stream().map(Look::at).allMatch(PlainTextFormat::isText);
        if (!texts) {
            return Optional.empty();
        }
        Optional<LabelledLines> form = LabelledLines.of(Look.at(parts.get(0)).lines());
        return form.filter(found -> parts.stream()
                        .allMatch(part -> found.isFormOf(Look.at(part).lines())))
                .map(found -> "one file is named train, one valid and one test, and " + found.words());
    }

    @Override
    public Map<String, String> lines(Path folder) {
        Map<String, String> lines = new LinkedHashMap<>();
        List<Path> parts = TextFiles.parts(folder);
        LabelledLines form = form(folder);
        List<Document> training = LabelledLinesFormat.documents(parts.get(0), form);
        for (int i = 0; i < parts.size(); i++) {
            String name = TextFiles.PARTS.get(i);
            List<Document> documents = i == 0 ? training : LabelledLinesFormat.documents(parts.get(i), form);
            lines.put(name, String.valueOf(parts.get(i).getFileName()));
            lines.put(name + " encoding", LabelledLinesFormat.encodingInWords(parts.get(i)));
            new DocumentCounts(documents).said().forEach((about, said) -> lines.put(name + " " + about, said));
            if (i > 0) {
                lines.put(
                        name + " in train",
                        SameTexts.between(training, documents).orElse("no text"));
            }
        }
        return lines;
    }

    private static LabelledLines form(Path folder) {
        return LabelledLines.of(Look.at(TextFiles.parts(folder).get(0)).lines()).orElseThrow();
    }

    @Override
    public Map<String, Object> task(Path folder) {
        List<Path> parts = TextFiles.parts(folder);
        Map<String, Object> task = new LinkedHashMap<>();
        LINES.task(parts.get(0)).forEach((key, value) -> {
            task.put(key, value);
            if (key.equals("train")) {
                task.put("validation", parts.get(1).toString());
                task.put("test", parts.get(2).toString());
            }
        });
        return task;
    }
}
