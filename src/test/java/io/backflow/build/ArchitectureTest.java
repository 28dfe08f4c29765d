// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds our classes to the rules; {@link HouseRulesTest} shows that each rule finds what it forbids. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {

    private final JavaClasses ours = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(Rooms.ROOT);

    static Stream<Named<ArchRule>> rules() {
        return Stream.of(
                        HouseRules.IMPORTS_FOLLOW_THE_TABLE,
                        HouseRules.NO_PUBLIC_SIGNATURE_NAMES_AN_INTERNAL_TYPE,
                        HouseRules.NO_CYCLES,
                        HouseRules.NO_CYCLES_AMONG_INTERNALS,
                        HouseRules.PLUG_IN_NEEDS_NO_MORE_THAN_A_HOST_GETS,
                        HouseRules.CONFIG_SEES_CONFIGURATION_TYPES_ONLY,
                        HouseRules.ONLY_MODEL_TELLS_NETWORKS_FROM_GRAPHS,
                        HouseRules.ONLY_CLI_PRINTS,
                        HouseRules.SUMS_ARE_TAKEN_IN_DOUBLE,
                        HouseRules.NO_JAVA_UTIL_LOGGING,
                        HouseRules.PACKAGES_ARE_NULL_MARKED)
                .map(rule -> Named.of(rule.getDescription(), rule));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.check(ours);
    }
}
