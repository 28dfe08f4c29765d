// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiles small wrong and right classes and shows that the rules tell them apart. */
class HouseRulesTest {

    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
    private static final Pattern TYPE = Pattern.compile("(?:class|interface|record|enum) (\\w+)");

    private static final String HIDDEN = "package io.backflow.flow.internal; public class A {}";

    private static final JavaCompiler JAVAC = ToolProvider.getSystemJavaCompiler();

    /** Keeps the jars of the class path open from one case to the next. */
    private static final StandardJavaFileManager FILES = JAVAC.getStandardFileManager(null, null, null);

    @TempDir
    private Path directory;

    @BeforeAll
    static void looksWhereTheTestsDo() throws IOException {
        FILES.setLocationFromPaths(
                StandardLocation.CLASS_PATH,
                Stream.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
                        .map(Path::of)
                        .toList());
    }

    @AfterAll
    static void closesTheJars() throws IOException {
        FILES.close();
    }

    @ParameterizedTest
    @CsvSource({
        "setting, gradient",
        "gradient, clipping",
        "gradient, recurrent",
        "recurrent, clipping",
        "clipping, flow",
        "flow, clipping",
        "record, data",
        "data, record",
        "config, run",
        "config, store",
        "run, report",
        "report, gradient",
        "run, cli",
        "gradient.inner, clipping.inner"
    })
    void findsAnImportThatTheTableDoesNotAllow(String from, String to) throws IOException {
        assertThat(violations(HouseRules.IMPORTS_FOLLOW_THE_TABLE, using(from, to), empty(to)))
                .singleElement()
                .asString()
                .contains("may not import");
    }

    @ParameterizedTest
    @CsvSource({
        "gradient, setting",
        "cli, setting",
        "clipping, gradient",
        "recurrent, gradient",
        "flow, recurrent",
        "record, flow",
        "config, data",
        "run, config",
        "report, record",
        "cli, report",
        "gradient, gradient.inner",
        "clipping.inner, gradient"
    })
    void allowsAnImportThatTheTableAllows(String from, String to) throws IOException {
        assertThat(violations(HouseRules.IMPORTS_FOLLOW_THE_TABLE, using(from, to), empty(to)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"package io.backflow.cellar; class A {}", "package io.backflow.cellar.inner; class A {}"})
    void findsAClassOutsideTheRooms(String source) throws IOException {
        assertThat(violations(HouseRules.IMPORTS_FOLLOW_THE_TABLE, source))
                .first()
                .asString()
                .contains("is in no room of the table");
    }

    @Test
    void findsACycleBetweenPackagesOfOneRoom() throws IOException {
        assertThat(violations(HouseRules.NO_CYCLES, using("data", "data.text"), using("data.text", "data")))
                .singleElement()
                .asString()
                .contains("Cycle detected");
    }

    @ParameterizedTest
    @CsvSource({
        "gradient, org.deeplearning4j.nn.multilayer.MultiLayerNetwork",
        "gradient, org.nd4j.linalg.api.ndarray.INDArray",
        "gradient, org.nd4j.shade.jackson.annotation.JsonProperty",
        "gradient, org.bytedeco.javacpp.FloatPointer",
        "linalg, org.bytedeco.openblas.global.openblas",
        "recurrent, org.bytedeco.openblas.global.openblas",
        "record, org.slf4j.Logger",
        "record, java.util.zip.CRC32C",
        "record, org.jspecify.annotations.Nullable",
        "data, org.datavec.api.records.reader.RecordReader"
    })
    void allowsWhatAHostProjectGets(String room, String type) throws IOException {
        assertThat(violations(HouseRules.PLUG_IN_NEEDS_NO_MORE_THAN_A_HOST_GETS, holding(room, type)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "gradient, org.bytedeco.openblas.global.openblas, not for plug-in rooms",
        "flow, org.bytedeco.openblas.global.openblas, not for plug-in rooms",
        "gradient, org.apache.commons.io.IOUtils, not for plug-in rooms",
        "setting, org.datavec.api.records.reader.RecordReader, not for plug-in rooms",
        "flow, ch.qos.logback.classic.Logger, not for plug-in rooms",
        "record, org.slf4j.spi.LoggingEventBuilder, slf4j is 1.7",
        "record, org.slf4j.event.Level, slf4j is 1.7",
        "recurrent, org.nd4j.linalg.cpu.nativecpu.CpuBackend, does not get nd4j-native",
        "clipping, org.deeplearning4j.datasets.iterator.impl.IrisDataSetIterator, does not get deeplearning4j-datasets"
    })
    void findsWhatAHostProjectDoesNotGet(String room, String type, String why) throws IOException {
        assertThat(violations(HouseRules.PLUG_IN_NEEDS_NO_MORE_THAN_A_HOST_GETS, holding(room, type)))
                .isNotEmpty()
                .allSatisfy(violation -> assertThat(violation).contains(why));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "package io.backflow.clipping; public interface LimitConfig {}",
                "package io.backflow.data; public record TextConfig() {}",
                "package io.backflow.gradient; public enum Unit {}"
            })
    void configMaySeeAConfigurationType(String source) throws IOException {
        assertThat(violations(HouseRules.CONFIG_SEES_CONFIGURATION_TYPES_ONLY, source, holding("config", name(source))))
                .isEmpty();
    }

    @Test
    void configMaySeeTheRecordsOfAConfigurationInterface() throws IOException {
        assertThat(violations(
                        HouseRules.CONFIG_SEES_CONFIGURATION_TYPES_ONLY,
                        """
                        package io.backflow.clipping;
                        public sealed interface LimitConfig permits Limit {}
                        """,
                        "package io.backflow.clipping; public record Limit() implements LimitConfig {}",
                        holding("config", "io.backflow.clipping.Limit")))
                .isEmpty();
    }

    @Test
    void configMaySeeARecordThatChecksItsSettings() throws IOException {
        assertThat(violations(
                        HouseRules.CONFIG_SEES_CONFIGURATION_TYPES_ONLY,
                        """
                        package io.backflow.recurrent;
                        public record Limit(double most) {
                            public Limit { new io.backflow.setting.Rules().positive("most", most).enforce(); }
                        }
                        """,
                        holding("config", "io.backflow.recurrent.Limit")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradient", "clipping", "data"})
    void configMaySeeNothingElse(String room) throws IOException {
        assertThat(violations(HouseRules.CONFIG_SEES_CONFIGURATION_TYPES_ONLY, empty(room), using("config", room)))
                .singleElement()
                .asString()
                .contains("configuration types only");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "System.out.println();",
                "System.err.flush();",
                "Runnable r = System.out::println;",
                "System.console();",
                "new RuntimeException().printStackTrace();",
                "Runnable r = new IllegalStateException()::printStackTrace;"
            })
    void findsPrintingOutsideCli(String statement) throws IOException {
        assertThat(violations(HouseRules.ONLY_CLI_PRINTS, doing("report", statement)))
                .isNotEmpty();
        assertThat(violations(HouseRules.ONLY_CLI_PRINTS, doing("cli.progress", statement)))
                .isEmpty();
    }

    @Test
    void allowsAStackTraceInAString() throws IOException {
        String statement =
                "new RuntimeException().printStackTrace(new java.io.PrintWriter(new java.io.StringWriter()));";
        assertThat(violations(HouseRules.ONLY_CLI_PRINTS, doing("report", statement)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sumNumber", "meanNumber", "norm1Number", "norm2Number"})
    void findsSumsInFloat(String sum) throws IOException {
        String statement = "org.nd4j.linalg.factory.Nd4j.zeros(2)." + sum + "();";
        assertThat(violations(HouseRules.SUMS_ARE_TAKEN_IN_DOUBLE, doing("flow", statement)))
                .isNotEmpty();
        assertThat(violations(
                        HouseRules.SUMS_ARE_TAKEN_IN_DOUBLE,
                        doing("flow", "org.nd4j.linalg.factory.Nd4j.zeros(2).maxNumber();")))
                .isEmpty();
    }

    @Test
    void findsJavaUtilLogging() throws IOException {
        assertThat(violations(
                        HouseRules.NO_JAVA_UTIL_LOGGING, doing("data", "java.util.logging.Logger.getLogger(\"a\");")))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "gradient, org.deeplearning4j.nn.multilayer.MultiLayerNetwork",
        "flow, org.deeplearning4j.nn.graph.ComputationGraph",
        "run, org.deeplearning4j.nn.graph.ComputationGraph"
    })
    void findsWhoTellsNetworksFromGraphs(String room, String kind) throws IOException {
        assertThat(violations(HouseRules.ONLY_MODEL_TELLS_NETWORKS_FROM_GRAPHS, holding(room, kind)))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "model.internal, org.deeplearning4j.nn.graph.ComputationGraph",
        "gradient, org.deeplearning4j.nn.api.Model",
        "run, org.deeplearning4j.nn.multilayer.MultiLayerNetwork"
    })
    void allowsTheViewOfAModelAndWhatTheProgramBuilds(String room, String kind) throws IOException {
        assertThat(violations(HouseRules.ONLY_MODEL_TELLS_NETWORKS_FROM_GRAPHS, holding(room, kind)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "public class B { public A a() { return null; } }",
                "public class B { public void a(java.util.List<? extends A> as) {} }",
                "public class B { protected B(A[] as) {} }",
                "public class B { public static final A A = null; }",
                "public class B extends A {}",
                "public record B(A a) {}",
                "public interface B { void a(A a); }",
                "public interface B extends java.util.function.Supplier<A> {}"
            })
    void findsAnInternalTypeInWhatUsersSee(String source) throws IOException {
        assertThat(violations(HouseRules.NO_PUBLIC_SIGNATURE_NAMES_AN_INTERNAL_TYPE, seeing("flow", source), HIDDEN))
                .isNotEmpty()
                .allSatisfy(violation -> assertThat(violation).contains("names io.backflow.flow.internal.A"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "public class B { private final A a = null; B(A a) {} A a() { return a; } }",
                "class B extends A { public void a(A a) {} }",
                "public class B { static class C { public A a() { return null; } } }",
                "public class B { public String a() { return new A().toString(); } }"
            })
    void allowsAnInternalTypeWhereUsersDoNotSeeIt(String source) throws IOException {
        assertThat(violations(HouseRules.NO_PUBLIC_SIGNATURE_NAMES_AN_INTERNAL_TYPE, seeing("flow", source), HIDDEN))
                .isEmpty();
        assertThat(violations(
                        HouseRules.NO_PUBLIC_SIGNATURE_NAMES_AN_INTERNAL_TYPE,
                        seeing("flow.internal.deep", "public class B { public A a() { return null; } }"),
                        HIDDEN))
                .isEmpty();
    }

    @Test
    void findsAPackageThatIsNotNullMarked() throws IOException {
        assertThat(violations(HouseRules.PACKAGES_ARE_NULL_MARKED, empty("data")))
                .singleElement()
                .asString()
                .contains("io.backflow.data has no package-info with @NullMarked");
        String marked = "@org.jspecify.annotations.NullMarked package io.backflow.data;";
        assertThat(violations(HouseRules.PACKAGES_ARE_NULL_MARKED, empty("data"), marked))
                .isEmpty();
    }

    private static String empty(String room) {
        return "package io.backflow.%s; public class A {}".formatted(room);
    }

    /** A class named like that of {@link #empty}, so that two of these can use each other. */
    private static String using(String room, String other) {
        return "package io.backflow.%s; public class A { io.backflow.%s.A a; }".formatted(room, other);
    }

    private static String seeing(String room, String type) {
        return "package io.backflow.%s; import io.backflow.flow.internal.A; %s".formatted(room, type);
    }

    private static String holding(String room, String type) {
        return "package io.backflow.%s; class Holder { %s held; }".formatted(room, type);
    }

    private static String doing(String room, String statement) {
        return "package io.backflow.%s; class Doer { void act() { %s } }".formatted(room, statement);
    }

    private static String name(String source) {
        return first(PACKAGE, source, "") + "." + first(TYPE, source, "package-info");
    }

    private static String first(Pattern pattern, String source, String otherwise) {
        Matcher matcher = pattern.matcher(source);
        return matcher.find() ? matcher.group(1) : otherwise;
    }

    private List<String> violations(ArchRule rule, String... sources) throws IOException {
        Path classes = Files.createTempDirectory(directory, "classes");
        List<Path> files = new ArrayList<>();
        for (String source : sources) {
            Path file = classes.resolve(name(source).replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            files.add(Files.writeString(file, source));
        }
        assertThat(compiles(files, classes)).isTrue();
        return rule.evaluate(new ClassFileImporter().importPath(classes))
                .getFailureReport()
                .getDetails();
    }

    private static boolean compiles(List<Path> files, Path to) throws IOException {
        FILES.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(to));
        return JAVAC.getTask(null, FILES, null, List.of("-proc:none"), null, FILES.getJavaFileObjectsFromPaths(files))
                .call();
    }
}
