// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.document;

import io.backflow.data.internal.document.DocumentsConfig.Encoding;
import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.TextFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A file with a label and a text on each line, as TREC's questions have. */
public final class LabelledLinesFormat implements TextFormat {

    @Override
    public String description() {
        return "one text with a label a line";
    }

    @Override
    public Optional<String> recognises(Look look) {
        return look.isDirectory() || look.isBinary()
                ? Optional.empty()
                : LabelledLines.of(look.lines()).map(LabelledLines::words);
    }

    @Override
    public Map<String, String> lines(Path file) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("encoding", encodingInWords(file));
        lines.putAll(new DocumentCounts(documents(file)).said());
        return lines;
    }

    @Override
    public Map<String, String> ofTest(Path training, Path test) {
        LabelledLines form = form(training);
        List<Document> documents = documents(test, form);
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("test part", test.toString());
        lines.put("test encoding", encodingInWords(test));
        new DocumentCounts(documents).said().forEach((about, said) -> lines.put("test " + about, said));
        lines.put(
                "in both parts",
                SameTexts.between(documents(training, form), documents).orElse("no text"));
        return lines;
    }

    static String encodingInWords(Path file) {
        return encoding(file) == Encoding.UTF_8 ? "UTF-8" : "not UTF-8: taken for ISO 8859-1";
    }

    private static List<Document> documents(Path file) {
        return documents(file, form(file));
    }

    static List<Document> documents(Path file, LabelledLines form) {
        return DocumentReader.documents(form.config(file.toString(), encoding(file)));
    }

    private static LabelledLines form(Path file) {
        return LabelledLines.of(Look.at(file).lines()).orElseThrow();
    }

    @Override
    public Map<String, Object> task(Path file) {
        LabelledLines form = form(file);
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("type", "documents");
        task.put("train", file.toString());
        task.put("level", new DocumentCounts(documents(file)).level().name().toLowerCase(Locale.ROOT));
        if (!form.first()) {
            task.put("label", "last");
        }
        if (form.separator() != null) {
            task.put("separator", form.separator());
        }
        if (form.until() != null) {
            task.put("labelUntil", form.until());
        }
        if (encoding(file) != Encoding.UTF_8) {
            task.put("encoding", "iso-8859-1");
        }
        return task;
    }

    private static Encoding encoding(Path file) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file)));
            return Encoding.UTF_8;
        } catch (CharacterCodingException other) {
            return Encoding.ISO_8859_1;
        } catch (IOException unreadable) {
            return Encoding.UTF_8; // whose reader says what is wrong
        }
    }
}
