// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.Numbers;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.data.internal.raw.SequenceFormat;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A table of time steps in blocks, one for each sequence, with an empty line or a row of ones between them. */
public final class BlocksFormat implements SequenceFormat {

    private static final int NONE = -1;

    @Override
    public String name() {
        return "blocks";
    }

    @Override
    public String description() {
        return "one time step a row, with an empty line or a row of ones between the sequences";
    }

    @Override
    public Optional<String> recognises(Look look) {
        if (look.isDirectory() || look.isBinary()) {
            return Optional.empty();
        }
        Dialect dialect = DialectSniffer.sniff(look, ReadSettings.NONE);
        if (dialect.numeric() < LongFormat.FEWEST_NUMBERS) {
            return Optional.empty();
        }
        return switch (separator(look, dialect)) {
            case EMPTY_LINES -> Optional.of("empty lines divide its rows");
            case ROWS_OF_ONES -> Optional.of("rows of ones divide its rows");
            case NONE -> Optional.empty();
        };
    }

    @Override
    public RawSequences read(Path file, ReadSettings settings) {
        Look look = Look.at(file);
        Dialect dialect = DialectSniffer.sniff(look, settings);
        StepTable.Separator found = separator(look, dialect);
        StepTable.Separator separator =
                found == StepTable.Separator.NONE ? StepTable.Separator.EMPTY_LINES : found; // of one long first block
        Roles roles = Roles.of(dialect, settings, NONE);
        StepTable.Words words = new StepTable.Words(new Numbers(dialect.decimal()));
        StepTable table = new StepTable(dialect, roles, settings, separator, "", words);
        TableScanner.scan(file, dialect.delimiter(), table);
        StepSequences steps = new StepSequences(roles, words.words());
        steps.addAll(file, table.finished());
        Map<String, String> notes = new LinkedHashMap<>();
        dialect.note(notes);
        notes.put(
                "between sequences", separator == StepTable.Separator.EMPTY_LINES ? "an empty line" : "a row of ones");
        return steps.read(file, notes, LongFormat.said(roles, notes));
    }

    private static StepTable.Separator separator(Look look, Dialect dialect) {
        List<String> lines = look.lines();
        boolean before = false;
        boolean empty = false;
        for (String line : lines) {
            if (line.isBlank()) {
                empty = before;
            } else if (empty) {
                return StepTable.Separator.EMPTY_LINES;
            } else {
                before |= !line.startsWith("#");
            }
        }
        return hasRowsOfOnes(dialect) ? StepTable.Separator.ROWS_OF_ONES : StepTable.Separator.NONE;
    }

    private static boolean hasRowsOfOnes(Dialect dialect) {
        Numbers numbers = new Numbers(dialect.decimal());
        long ones = dialect.sample().stream()
                .filter(row -> row.size() >= 2)
                .filter(row -> row.stream().allMatch(cell -> numbers.isNumber(cell) && numbers.parse(cell) == 1f))
                .count();
        return ones > 0 && 2 * ones < dialect.sample().size();
    }
}
