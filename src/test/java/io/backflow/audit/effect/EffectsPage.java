// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.effect;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.effect.Effect.Figure;
import java.util.List;

/** Writes the page of what bites in Deeplearning4j, with what was measured. */
final class EffectsPage {

    private static final String HEAD = """
            # Deeplearning4j 1.0.0-M2.1 as it is

            What is known to bite, each with a measurement that `EffectsTest` makes in plain Deeplearning4j, in double, whenever the tests run. This page is written by it
            (`./mvnw test -Dtest=EffectsTest -Dbackflow.effects=write`): a version of Deeplearning4j that mends something fails the test, and its line goes.

            `Backflow.on(model).checkUp()` and `backflow doctor MODEL.zip` find which of these apply to a network of yours, by the names of the sections; `attach()` logs them once. A finding is

            * **wrong** if gradients or updates are not what the configuration says, whatever the data;
            * a **risk** if they may be wrong, vanish or explode, depending on data and on what is learnt;
            * a **note** if the network trains as it should, and something beside it is not as one would expect.

            Sources are paths below `org/deeplearning4j` in `deeplearning4j-nn-1.0.0-M2.1-sources.jar`, or below `org/nd4j` in that of `nd4j-api`. What no network shows, such as `setListeners(getListeners())`, which
            removes them all, is among the [findings](../findings/README.md): programs without Backflow, for the issue trackers.

            | | severity | measured | here | expected |
            |---|---|---|---|---|
            """;

    private EffectsPage() {}

    /** Asks something about an effect. */
    interface About<T> {
        T of(Effect effect) throws Exception;
    }

    static String of(About<List<Figure>> figures, About<Finding> findings) throws Exception {
        StringBuilder page = new StringBuilder(HEAD);
        for (Effect effect : Effects.all().toList()) {
            Figure first = figures.of(effect).get(0);
            page.append(row(
                    "[" + effect.id() + "](#" + effect.id() + ")",
                    findings.of(effect).severity().key(),
                    first.what(),
                    first.here(),
                    first.expected()));
        }
        for (Effects.Section section : Effects.sections()) {
            page.append("\n## ").append(section.title()).append('\n');
            for (Effect effect : section.effects()) {
                page.append(section(effect, figures.of(effect), findings.of(effect)));
            }
        }
        return page.toString();
    }

    private static String section(Effect effect, List<Figure> figures, Finding finding) {
        StringBuilder text = new StringBuilder("\n### " + effect.id() + "\n\n"
                + Character.toUpperCase(finding.what().charAt(0))
                + finding.what().substring(1) + ".\n\n| measured | here | expected |\n|---|---|---|\n");
        figures.forEach(figure -> text.append(row(figure.what(), figure.here(), figure.expected())));
        return text.append("\n* how grave: ")
                .append(finding.severity().key())
                .append("\n* what to do: ")
                .append(finding.cure())
                .append("\n* source: ")
                .append(finding.source())
                .append('\n')
                .toString();
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
