// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import io.backflow.config.internal.starter.YamlText;
import io.backflow.data.internal.file.FileReport;
import io.backflow.data.internal.file.Proposal;
import io.backflow.report.internal.ConsoleTable;
import java.util.Map;

/** What a look at data shows, as text. */
final class DataText {

    private static final int MAX_WIDTH = 120;
    private static final String INDENT = "  ";

    private DataText() {}

    static String of(FileReport report, int terminalWidth) {
        int width = Math.min(terminalWidth, MAX_WIDTH);
        StringBuilder text = new StringBuilder();
        text.append(ConsoleTable.reflow(report.title(), width)).append("\n\n");
        Map<String, String> lines = report.lines();
        int indent = lines.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
        lines.forEach((about, said) -> {
            String wrapped = ConsoleTable.reflow(visible(said), Math.max(20, width - indent - INDENT.length()));
            text.append(INDENT).append(about).append(" ".repeat(indent - about.length()));
            text.append(wrapped.replace("\n", "\n" + INDENT + " ".repeat(indent)))
                    .append('\n');
        });
        return text.append('\n').append(task(report.proposal())).toString();
    }

    /** Returns the block of a configuration. */
    static String task(Proposal proposal) {
        StringBuilder text = new StringBuilder("task:\n");
        proposal.keys().forEach((key, value) -> {
            String remark = proposal.remarks().get(key);
            text.append(INDENT).append(key).append(": ").append(YamlText.of(value));
            text.append(remark == null ? "" : "   # " + remark).append('\n');
        });
        return text.toString();
    }

    private static String visible(String text) {
        return text.replaceAll("\\p{Cntrl}", "\ufffd");
    }
}
