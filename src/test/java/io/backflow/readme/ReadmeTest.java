// SPDX-License-Identifier: Apache-2.0
package io.backflow.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.config.internal.ConfigReader;
import io.backflow.flow.FlowConfig;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Compiles and runs every Java snippet of the README, each as the body of a method that has what a reader's program
 * would have: a {@code network}, an {@code iterator} and a {@code directory}.
 */
class ReadmeTest {

    private static final Path README = Path.of("README.md");
    private static final Path FLOW = Path.of("docs", "flow.md");
    private static final Path REGULARIZER = Path.of("docs", "regularizer.md");

    /** Pages whose snippets are whole programs. */
    private static final List<Path> PROGRAMS =
            List.of(README, Path.of("docs", "plug-in.md"), FLOW, Path.of("docs", "clipping", "through-time.md"));

    private static final Pattern LINK = Pattern.compile("\\]\\(((?!https?:)[^)#]+)[^)]*\\)");
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CONFIG = Pattern.compile("configs/[a-z0-9-]+\\.yaml");

    @TempDir
    Path directory = Path.of("");

    @TestFactory
    Stream<DynamicTest> everySnippetCompilesAndRuns() throws Exception {
        List<String> snippets = new ArrayList<>();
        for (Path page : PROGRAMS) {
            List<String> found = JAVA.matcher(Files.readString(page))
                    .results()
                    .map(match -> match.group(1))
                    .toList();
            assertThat(found).as("%s", page).isNotEmpty();
            snippets.addAll(found);
        }
        return snippets.stream()
                .map(snippet ->
                        DynamicTest.dynamicTest(snippet.lines().findFirst().orElse(""), () -> run(snippet)));
    }

    @Test
    void everyConfigurationThatIsNamedIsThere() throws Exception {
        String pages = Files.readString(README) + Files.readString(Path.of("docs", "train-and-compare.md"));
        assertThat(CONFIG.matcher(pages).results().map(MatchResult::group))
                .isNotEmpty()
                .allSatisfy(config -> assertThat(Path.of(config)).isRegularFile());
    }

    @Test
    void everyLinkLeadsToAFile() throws Exception {
        List<Path> pages = new ArrayList<>(List.of(README));
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        for (Path page : pages) {
            assertThat(LINK.matcher(Files.readString(page)).results().map(match -> match.group(1)))
                    .as("links of %s", page)
                    .allSatisfy(link -> assertThat(page.resolveSibling(link)).exists());
        }
    }

    @Test
    void theSettingsOfFlowAndRegularizerCanBeRead() throws Exception {
        for (Path page : List.of(FLOW, REGULARIZER)) {
            String yaml = YAML.matcher(Files.readString(page))
                    .results()
                    .map(match -> match.group(1))
                    .collect(Collectors.joining());
            assertThat(yaml).as("%s", page).isNotEmpty();
            Path job = directory.resolve("job.yaml");
            Files.writeString(job, "task: languages\ncell: simple-rnn\ntraining: {iterations: 1}\n" + yaml);
            assertThat(new ConfigReader().readJob(job).settings().flow()).isEqualTo(FlowConfig.DEFAULT);
        }
    }

    private void run(String snippet) throws Exception {
        Path classes = Files.createTempDirectory(directory, "classes");
        compile(source(snippet), classes);
        URL[] urls = {classes.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
            Method run = loader.loadClass("Snippet")
                    .getMethod("run", MultiLayerNetwork.class, DataSetIterator.class, Path.class);
            run.invoke(null, network(), iterator(), directory);
        }
    }

    private static String source(String snippet) {
        String imports =
                snippet.lines().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n"));
        String body =
                snippet.lines().filter(line -> !line.startsWith("import ")).collect(Collectors.joining("\n"));
        return imports
                + "\npublic class Snippet { public static void run("
                + "org.deeplearning4j.nn.multilayer.MultiLayerNetwork network,"
                + "org.nd4j.linalg.dataset.api.iterator.DataSetIterator iterator,"
                + "java.nio.file.Path directory) throws Exception {\n" + body + "\n}}";
    }

    private static void compile(String source, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter output = new StringWriter();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options =
                List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
        boolean compiled = compiler.getTask(output, null, null, options, null, List.of(file))
                .call();
        assertThat(compiled).as("%s%n%s", output, source).isTrue();
    }

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new LSTM.Builder().nOut(4).activation(Activation.TANH).build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(3, RNNFormat.NCW))
                .build());
        network.init();
        return network;
    }

    private static DataSetIterator iterator() {
        return new ListDataSetIterator<>(
                List.of(new DataSet(Nd4j.rand(5, 3, 7), Nd4j.zeros(5, 2, 7).assign(0.5))), 5);
    }
}
