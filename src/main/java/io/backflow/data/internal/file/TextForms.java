// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import io.backflow.data.internal.document.ClassFolderFormat;
import io.backflow.data.internal.document.LabelledLinesFormat;
import io.backflow.data.internal.document.LabelledPartsFormat;
import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.TextFormat;
import io.backflow.data.internal.text.CorpusFormat;
import io.backflow.data.internal.text.PlainTextFormat;
import java.util.List;
import java.util.Optional;

/** The forms of text that the program reads, in the order in which a file is held against them. */
final class TextForms {

    /** Lines with labels are told from tables by their look, all others by what no table is. */
    private static final List<TextFormat> BEFORE_TABLES = List.of(new LabelledLinesFormat(), new LabelledPartsFormat());

    private static final List<TextFormat> AFTER_TABLES =
            List.of(new CorpusFormat(), new ClassFolderFormat(), new PlainTextFormat());

    private TextForms() {}

    /**
     * A file and the form that it was taken for.
     *
     * @param why by what it looks so
     */
    record Taken(TextFormat format, String why) {}

    /** Returns the form of texts with labels that the file looks like. */
    static Optional<Taken> labelled(Look look) {
        return first(BEFORE_TABLES, look);
    }

    /** Returns the form of text that a file looks like that is no table. */
    static Optional<Taken> other(Look look) {
        return first(AFTER_TABLES, look);
    }

    private static Optional<Taken> first(List<TextFormat> forms, Look look) {
        return forms.stream()
                .flatMap(form -> form.recognises(look).map(why -> new Taken(form, why)).stream())
                .findFirst();
    }
}
