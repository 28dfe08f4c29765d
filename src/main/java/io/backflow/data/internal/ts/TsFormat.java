// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.ts;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.RawSequences.Asked;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.data.internal.raw.SequenceFormat;
import io.backflow.data.internal.raw.TextSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The form {@code .ts} of the UEA and UCR archives: tags, {@code @data}, then a sequence a row. */
public final class TsFormat implements SequenceFormat {

    @Override
    public String name() {
        return "ts";
    }

    @Override
    public String description() {
        return "the UEA and UCR archives' .ts, with tags before @data";
    }

    @Override
    public Optional<String> recognises(Look look) {
        if (look.isDirectory() || look.isBinary()) {
            return Optional.empty();
        }
        boolean data = look.lines().stream()
                .anyMatch(line -> line.strip().toLowerCase(Locale.ROOT).equals("@data"));
        if (data) {
            return Optional.of("it has tags and @data");
        }
        return look.endsWith(".ts") ? Optional.of("its name ends with .ts") : Optional.empty();
    }

    @Override
    public RawSequences read(Path file, ReadSettings settings) {
        TsHeader header = new TsHeader(file);
        try (BufferedReader lines = new BufferedReader(TextSource.open(file), 1 << 16)) {
            long line = readHeader(file, lines, header);
            TsRows rows = new TsRows(file, header, settings.times());
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                line++;
                if (!text.isBlank() && !text.startsWith("#")) {
                    rows.add(text, line);
                }
            }
            return sequences(file, header, rows);
        } catch (IOException failure) {
            throw new DataException(file + ": cannot be closed", failure);
        }
    }

    private static long readHeader(Path file, BufferedReader lines, TsHeader header) throws IOException {
        long line = 0;
        for (String text = lines.readLine(); text != null; text = lines.readLine()) {
            line++;
            String tag = text.strip();
            if (tag.equalsIgnoreCase("@data")) {
                header.check(line);
                return line;
            }
            if (tag.startsWith("@")) {
                header.read(tag, line);
            } else if (!tag.isEmpty() && !tag.startsWith("#")) {
                throw DataException.at(
                        file, line, "before @data there are only tags, which begin with @, and comments, #");
            }
        }
        throw DataException.in(file, "has no @data");
    }

    private static RawSequences sequences(Path file, TsHeader header, TsRows rows) {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("delimiter", "comma between values, colon between dimensions");
        notes.put("label", header.labelled() ? "at the end of a row" : "none");
        if (header.timeStamps) {
            notes.put("time stamps", "with every value");
        }
        Asked asked = header.classLabel ? Asked.LABEL : header.targetLabel ? Asked.TARGETS : Asked.NOTHING;
        return new RawSequences(
                file,
                notes,
                IntStream.rangeClosed(1, rows.dimensions())
                        .mapToObj(dimension -> "dimension " + dimension)
                        .toList(),
                asked,
                asked == Asked.NOTHING ? List.of() : List.of(header.targetLabel ? "target" : "class"),
                header.classes,
                rows.sequences(),
                Map.of());
    }
}
