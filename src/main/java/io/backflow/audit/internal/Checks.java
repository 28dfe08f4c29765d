// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal;

import io.backflow.audit.CheckUp;
import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.cell.CellChecks;
import io.backflow.audit.internal.checkup.gradient.GradientChecks;
import io.backflow.audit.internal.checkup.host.HostChecks;
import io.backflow.audit.internal.checkup.update.UpdateChecks;
import io.backflow.model.internal.ModelView;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks all checks about a network. */
public final class Checks {

    private static final Logger log = LoggerFactory.getLogger(CheckUp.class);

    private static final List<Check> ALL = Stream.of(
                    GradientChecks.all(), UpdateChecks.all(), CellChecks.all(), HostChecks.all())
            .flatMap(List::stream)
            .toList();

    private Checks() {}

    /** Returns all of them. */
    public static List<Check> all() {
        return ALL;
    }

    /** Checks a network that is in use. */
    public static CheckUp of(Model model) {
        return of(model, false);
    }

    /** Checks a network that was read from a file, which has no listeners to miss. */
    public static CheckUp ofSaved(Model model) {
        return of(model, true);
    }

    private static CheckUp of(Model model, boolean isSaved) {
        if (!ModelView.of(model).isInitialised()) {
            throw new IllegalArgumentException("The model must be initialised: call init() first");
        }
        ExaminedModel examined = ExaminedModel.of(model, isSaved);
        return new CheckUp(ALL.stream()
                .map(check -> check.examine(examined))
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(Finding::severity))
                .toList());
    }

    /** Logs what bites in a network, a line for each finding; never fails. */
    public static void log(Model model) {
        try {
            of(model).findings().forEach(finding -> log.info("{}", finding));
        } catch (RuntimeException e) {
            log.debug("The network could not be checked", e);
        }
    }
}
