// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.doctor;

import io.backflow.audit.CheckUp;
import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.internal.Checks;
import io.backflow.data.DataException;
import io.backflow.model.internal.SavedModels;
import io.backflow.report.internal.ConsoleTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The check-up of a saved network, as words and as a document. */
final class ModelCheckUp {

    /** From here on there is room for columns of text side by side. */
    private static final int WIDE = 150;

    private static final int SEVERITY = 8;
    private static final String GAP = "  ";

    /** How many layers a finding names. */
    private static final int NAMED = 8;

    private ModelCheckUp() {}

    /**
     * Checks the network in a file.
     *
     * @throws DataException if there is none
     */
    static CheckUp of(Path file) {
        try {
            return Checks.ofSaved(SavedModels.read(file));
        } catch (IOException e) {
            throw new DataException(file + ": " + e.getMessage(), e);
        }
    }

    /** Returns the findings, and how many there are. */
    static String text(Path file, CheckUp checkUp, int width) {
        StringBuilder text = new StringBuilder();
        checkUp.findings()
                .forEach(finding -> text.append(width >= WIDE ? wide(finding, width) : narrow(finding, width))
                        .append('\n'));
        return text.append(file)
                .append(": ")
                .append(count(checkUp))
                .append('\n')
                .toString();
    }

    private static String count(CheckUp checkUp) {
        if (checkUp.findings().isEmpty()) {
            return "nothing is known to bite in this network";
        }
        StringBuilder text = new StringBuilder();
        for (CheckUp.Severity severity : CheckUp.Severity.values()) {
            long count = checkUp.findings().stream()
                    .filter(finding -> finding.severity() == severity)
                    .count();
            if (count > 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(count)
                        .append(' ')
                        .append(severity.key());
            }
        }
        return text.toString();
    }

    private static String narrow(Finding finding, int width) {
        String said = sentence(finding.what()) + "\n\nHow much: " + finding.amount() + ".\n\nWhat to do: "
                + finding.cure() + ".\n\nSource: " + finding.source();
        String title = String.format("%-" + SEVERITY + "s%s", finding.severity().key(), title(finding));
        return title + '\n' + indented(said, width - SEVERITY) + '\n';
    }

    private static String title(Finding finding) {
        return finding.id() + (finding.where().isEmpty() ? "" : ", at " + where(finding));
    }

    private static String where(Finding finding) {
        List<String> all = finding.where();
        return all.size() <= NAMED
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, NAMED)) + " and " + (all.size() - NAMED) + " more";
    }

    private static String indented(String text, int width) {
        return (" ".repeat(SEVERITY)
                        + ConsoleTable.reflow(text, Math.max(width, SEVERITY))
                                .replace("\n\n", "\n")
                                .replace("\n", "\n" + " ".repeat(SEVERITY)))
                .stripTrailing();
    }

    /** Puts what it does beside what to do about it. */
    private static String wide(Finding finding, int width) {
        int each = (width - SEVERITY - GAP.length()) / 2;
        List<String> left = lines(sentence(finding.what()) + "\n\nHow much: " + finding.amount() + '.', each);
        List<String> right = lines("What to do: " + finding.cure() + ".\n\nSource: " + finding.source(), each);
        StringBuilder text = new StringBuilder(
                String.format("%-" + SEVERITY + "s%s%n", finding.severity().key(), title(finding)));
        IntStream.range(0, Math.max(left.size(), right.size()))
                .mapToObj(i -> " ".repeat(SEVERITY)
                        + String.format("%-" + each + "s", i < left.size() ? left.get(i) : "")
                        + GAP
                        + (i < right.size() ? right.get(i) : ""))
                .forEach(line -> text.append(line.stripTrailing()).append('\n'));
        return text.toString();
    }

    private static List<String> lines(String text, int width) {
        return ConsoleTable.reflow(text, width)
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static String sentence(String clause) {
        return Character.toUpperCase(clause.charAt(0)) + clause.substring(1) + '.';
    }

    /** Returns the document of {@code --json}. */
    static Map<String, Object> document(Path file, CheckUp checkUp) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("model", file.toString());
        document.put("well", checkUp.isWell());
        document.put(
                "findings",
                checkUp.findings().stream().map(ModelCheckUp::document).toList());
        return document;
    }

    private static Map<String, Object> document(Finding finding) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", finding.id());
        document.put("severity", finding.severity().key());
        document.put("where", finding.where());
        document.put("what", finding.what());
        document.put("amount", finding.amount());
        document.put("source", finding.source());
        document.put("cure", finding.cure());
        return document;
    }
}
