// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.backflow.gradient.Cadence;
import io.backflow.gradient.Quantity;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.NullMarked;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What holds for every class of ours, as ArchUnit rules. */
final class HouseRules {

    static final ArchRule IMPORTS_FOLLOW_THE_TABLE =
            classes().should(dependOnlyOn("what the table of the rooms allows", HouseRules::brokenTableRule));

    /** What is internal belongs to the package around it. */
    static final ArchRule NO_CYCLES =
            slices().assignedFrom(new WithInternals()).should().beFreeOfCycles().allowEmptyShould(true);

    static final ArchRule NO_CYCLES_AMONG_INTERNALS = slices().matching(Rooms.ROOT + ".(*).internal.(**)")
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(true);

    static final ArchRule PLUG_IN_NEEDS_NO_MORE_THAN_A_HOST_GETS = classes()
            .that(livesInPlugIn())
            .should(dependOnlyOn("what a host project gets", HouseRules::brokenHostRule))
            .allowEmptyShould(true);

    static final ArchRule CONFIG_SEES_CONFIGURATION_TYPES_ONLY = classes()
            .that(livesIn("config"))
            .should(dependOnlyOn("the configuration types and enums of the rooms below", HouseRules::brokenConfigRule))
            .allowEmptyShould(true);

    /** DL4J's two kinds of networks share no type that has what they have in common; {@code ModelView} does. */
    static final ArchRule ONLY_MODEL_TELLS_NETWORKS_FROM_GRAPHS = classes()
            .that(livesOutside("model"))
            .should(dependOnlyOn("DL4J's Model, not on its kinds", HouseRules::brokenKindRule))
            .allowEmptyShould(true);

    static final ArchRule NO_PUBLIC_SIGNATURE_NAMES_AN_INTERNAL_TYPE =
            classes().that(areForUsers()).should(nameNoInternalType()).allowEmptyShould(true);

    static final ArchRule ONLY_CLI_PRINTS = noClasses()
            .that(livesOutside("cli"))
            .should()
            .accessTargetWhere(DescribedPredicate.describe("prints", HouseRules::prints))
            .allowEmptyShould(true);

    static final ArchRule SUMS_ARE_TAKEN_IN_DOUBLE = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.backflow.model.internal.InDouble")
            .should()
            .accessTargetWhere(DescribedPredicate.describe("sums in the array's own type", HouseRules::sumsInOwnType))
            .allowEmptyShould(true);

    static final ArchRule NO_JAVA_UTIL_LOGGING =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

    static final ArchRule PACKAGES_ARE_NULL_MARKED = classes().should(resideInNullMarkedPackage());

    /** Package prefixes, and the rooms that may use them where it is not all plug-in rooms. */
    private static final Map<String, Set<String>> HOST_PACKAGES = Map.of(
            "java.", Rooms.PLUG_IN,
            "javax.", Rooms.PLUG_IN,
            "jdk.", Rooms.PLUG_IN,
            "org.deeplearning4j.", Rooms.PLUG_IN,
            "org.nd4j.", Rooms.PLUG_IN,
            "org.bytedeco.javacpp.", Rooms.PLUG_IN,
            "org.bytedeco.openblas.", Set.of("recurrent", "linalg"),
            "org.slf4j.", Rooms.PLUG_IN,
            "org.jspecify.", Rooms.PLUG_IN);

    /** Not part of what a host gets: annotations that need not be there, and a backend that the host brings. */
    private static final Set<String> ARTIFACTS_NOT_FROM_US = Set.of("jspecify", "openblas");

    private static final Set<String> ROOMS_WITH_CONFIGURATION_TYPES =
            Set.of("gradient", "clipping", "recurrent", "flow", "record", "data");

    private HouseRules() {}

    private static Optional<String> brokenTableRule(JavaClass from, JavaClass to) {
        if (!Rooms.isListed(Rooms.of(from))) {
            return Optional.of("is in no room of the table");
        }
        boolean allowed = !Rooms.isOurs(to) || Rooms.mayImport(Rooms.of(from), Rooms.of(to));
        return allowed ? Optional.empty() : Optional.of(Rooms.of(from) + " may not import " + Rooms.of(to));
    }

    private static Optional<String> brokenHostRule(JavaClass from, JavaClass to) {
        if (Rooms.isOurs(to)) {
            return Optional.empty();
        }
        String name = to.getName();
        if (HOST_PACKAGES.entrySet().stream()
                .noneMatch(entry ->
                        name.startsWith(entry.getKey()) && entry.getValue().contains(Rooms.of(from)))) {
            return Optional.of("the package is not for plug-in rooms");
        }
        if (name.startsWith("org.slf4j.spi.") || name.startsWith("org.slf4j.event.")) {
            return Optional.of("a host whose slf4j is 1.7, as DL4J pins it, does not have it");
        }
        return artifactOf(to)
                .filter(artifact -> !ARTIFACTS_NOT_FROM_US.contains(artifact))
                .filter(artifact -> !HostArtifacts.expectedNames().contains(artifact))
                .map(artifact -> "a host project does not get " + artifact);
    }

    /** Returns the name of the folder that a Maven repository gives to an artifact; empty for the JDK. */
    private static Optional<String> artifactOf(JavaClass type) {
        return type.getSource()
                .map(source -> source.getUri().toString())
                .filter(uri -> uri.startsWith("jar:file:"))
                .map(uri -> uri.substring(0, uri.indexOf("!/")).split("/"))
                .map(path -> path[path.length - 3]);
    }

    private static Optional<String> brokenConfigRule(JavaClass from, JavaClass to) {
        boolean allowed = !Rooms.isOurs(to)
                || !ROOMS_WITH_CONFIGURATION_TYPES.contains(Rooms.of(to))
                || isConfigurationType(to)
                || isQuantity(to);
        return allowed ? Optional.empty() : Optional.of("config may use configuration types only");
    }

    /** The program builds networks of layers, and may name them. */
    private static Optional<String> brokenKindRule(JavaClass from, JavaClass to) {
        boolean broken = to.isEquivalentTo(ComputationGraph.class)
                || (to.isEquivalentTo(MultiLayerNetwork.class) && Rooms.PLUG_IN.contains(Rooms.of(from)));
        return broken ? Optional.of("only model tells networks from graphs") : Optional.empty();
    }

    /** Quantities are named in a configuration, and say themselves when they are measured; their meters are not. */
    private static boolean isQuantity(JavaClass type) {
        return type.isAssignableTo(Quantity.class) || type.isEquivalentTo(Cadence.class);
    }

    private static boolean isConfigurationType(JavaClass type) {
        return type.isAssignableTo(Layer.class)
                || type.isEnum()
                || (type.isRecord() && checksSettings(type))
                || type.isAssignableTo(DescribedPredicate.describe(
                        "a type of ours named ...Config",
                        parent -> Rooms.isOurs(parent) && parent.getSimpleName().endsWith("Config")))
                || type.getEnclosingClass().map(HouseRules::isConfigurationType).orElse(false);
    }

    private static boolean checksSettings(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency -> dependency.getTargetClass().getName().equals(Rooms.ROOT + ".setting.Rules"));
    }

    /** Of a float array, ND4J adds one element after the other in float. */
    private static boolean sumsInOwnType(JavaAccess<?> access) {
        return access.getTarget().getOwner().isAssignableTo(INDArray.class)
                && Set.of("sumNumber", "meanNumber", "norm1Number", "norm2Number")
                        .contains(access.getTarget().getName());
    }

    private static boolean prints(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        String name = target.getName();
        JavaClass owner = target.getOwner();
        if (owner.isEquivalentTo(System.class)) {
            return Set.of("out", "err", "console").contains(name);
        }
        // With arguments it prints where the caller says.
        return owner.isAssignableTo(Throwable.class)
                && name.equals("printStackTrace")
                && target.getFullName().endsWith("()");
    }

    private static ArchCondition<JavaClass> dependOnlyOn(String what, BrokenRule brokenRule) {
        return new ArchCondition<>("depend only on " + what) {
            @Override
            public void check(JavaClass from, ConditionEvents events) {
                brokenRule.check(from, from).ifPresent(why -> events.add(violated(from, from.getName() + ": " + why)));
                for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                    JavaClass to = dependency.getTargetClass().getBaseComponentType();
                    if (!to.isPrimitive()) {
                        brokenRule
                                .check(from, to)
                                .ifPresent(why ->
                                        events.add(violated(dependency, why + ": " + dependency.getDescription())));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> nameNoInternalType() {
        return new ArchCondition<>("name no internal type of ours in what users see") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                visibleTypes(type)
                        .filter(named -> isInternal(named.type()))
                        .forEach(named -> events.add(violated(
                                type, named.where() + " names " + named.type().getName())));
            }
        };
    }

    /** A type that users get to see, and where. */
    private record Named(String where, JavaClass type) {}

    private static Stream<Named> visibleTypes(JavaClass type) {
        Stream<Named> parents = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
                .flatMap(parent -> parent.getAllInvolvedRawTypes().stream())
                .map(parent -> new Named(type.getName(), parent));
        Stream<Named> members = type.getMembers().stream()
                .filter(HouseRules::isVisible)
                .flatMap(member -> member.getAllInvolvedRawTypes().stream()
                        .map(named -> new Named(member.getFullName(), named.getBaseComponentType())));
        return Stream.concat(parents, members);
    }

    private static boolean isVisible(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    private static boolean isInternal(JavaClass type) {
        return Rooms.isOurs(type) && (type.getPackageName() + '.').contains(".internal.");
    }

    private static DescribedPredicate<JavaClass> areForUsers() {
        return DescribedPredicate.describe("are for users", type -> !isInternal(type) && isPublicToTheTop(type));
    }

    private static boolean isPublicToTheTop(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(HouseRules::isPublicToTheTop).orElse(true);
    }

    private static ArchCondition<JavaClass> resideInNullMarkedPackage() {
        return new ArchCondition<>("reside in a package whose package-info is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(violated(type, type.getPackageName() + " has no package-info with @NullMarked"));
                }
            }
        };
    }

    private static DescribedPredicate<JavaClass> livesInPlugIn() {
        return DescribedPredicate.describe("live in a plug-in room", type -> Rooms.PLUG_IN.contains(Rooms.of(type)));
    }

    private static DescribedPredicate<JavaClass> livesIn(String room) {
        return DescribedPredicate.describe(
                "live in " + room, type -> Rooms.of(type).equals(room));
    }

    private static DescribedPredicate<JavaClass> livesOutside(String room) {
        return DescribedPredicate.not(livesIn(room));
    }

    /** Assigns each class to its package, and one in an internal package to the package around that. */
    private static final class WithInternals implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return Rooms.isOurs(type)
                    ? SliceIdentifier.of(type.getPackageName().split("\\.internal(?=\\.|$)", 2)[0])
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages of ours, internal ones as parts of those around them";
        }
    }

    /** Says why the first class may not use the second: empty where it may. */
    private interface BrokenRule {
        Optional<String> check(JavaClass from, JavaClass to);
    }
}
