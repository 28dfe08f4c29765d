// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A host project that writes clipping policies of its own: that of the page about clipping, word by word, and one that
 * needs what not every network has. It is compiled, registered and run in a process of its own, which no other test
 * sees.
 */
@Timeout(240) // a guard against hanging: each takes seconds
class HostPolicyTest {

    private static final Path PAGE = Path.of("docs", "clipping", "README.md");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("public (?:record|final class) (\\w+)");

    private static final String NEEDY = """
            package host;

            import io.backflow.clipping.*;
            import io.backflow.clipping.policy.GlobalNormClipping;
            import io.backflow.setting.TypeName;
            import java.util.List;

            @TypeName("my-needy-clipping")
            public record MyNeedyClipping(String match) implements ClippingConfig {

                @Override
                public ClippingPolicy newPolicy() {
                    return new GlobalNormClipping(1.0).newPolicy();
                }

                @Override
                public List<Requirement> requirements() {
                    return List.of(Requirement.secondMoment(this), Requirement.blocks("match", match));
                }
            }
            """;

    private static final String NEEDY_EXTENSION = """
            package host;

            import io.backflow.setting.Extension;
            import java.util.List;

            public final class MyNeeds implements Extension {

                @Override
                public List<Class<? extends Record>> records() {
                    return List.of(MyNeedyClipping.class);
                }
            }
            """;

    private static final String TRAINING = """
            package host;

            import io.backflow.clipping.ClippingConfig;
            import io.backflow.clipping.ClippingListener;
            import io.backflow.clipping.policy.GlobalNormClipping;
            import java.util.List;
            import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
            import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
            import org.deeplearning4j.nn.conf.inputs.InputType;
            import org.deeplearning4j.nn.conf.layers.LSTM;
            import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
            import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
            import org.nd4j.linalg.activations.Activation;
            import org.nd4j.linalg.dataset.DataSet;
            import org.nd4j.linalg.factory.Nd4j;

            public final class Training {

                public static void main(String[] arguments) {
                    MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                            .seed(1)
                            .list()
                            .layer(new LSTM.Builder().nOut(4).activation(Activation.TANH).build())
                            .layer(new RnnOutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                            .setInputType(InputType.recurrent(3))
                            .build());
                    network.init();
                    ClippingConfig clipping = new GlobalNormClipping(0.5).then(new MyUnitClipping(0.001));
                    network.setListeners(ClippingListener.builder(clipping)
                            .clips(clip -> System.out.println(clip.result().reason()))
                            .build());
                    DataSet data = new DataSet(Nd4j.rand(5, 3, 7), Nd4j.zeros(5, 2, 7).addi(0.5));
                    network.fit(new ListDataSetIterator<>(List.of(data), 5));
                }
            }
            """;

    @TempDir
    private Path folder;

    private final List<Path> sources = new ArrayList<>();

    @BeforeEach
    void compile() throws IOException {
        List<String> snippets = JAVA.matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(snippets).hasSize(2).allSatisfy(text -> assertThat(text).doesNotContain(".internal."));
        for (String text : snippets) {
            write(text);
        }
        write(NEEDY);
        write(NEEDY_EXTENSION);
        write(TRAINING);
        Path services = Files.createDirectories(folder.resolve("classes/META-INF/services"));
        Files.writeString(services.resolve("io.backflow.setting.Extension"), "host.MyPolicies\nhost.MyNeeds\n");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter output = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-d", classes().toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
            boolean compiled = compiler.getTask(
                            output, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(compiled).as("%s", output).isTrue();
        }
    }

    private Path classes() {
        return folder.resolve("classes");
    }

    private void write(String text) throws IOException {
        MatchResult name = CLASS.matcher(text).results().findFirst().orElseThrow();
        Path host = Files.createDirectories(folder.resolve("host"));
        sources.add(Files.writeString(host.resolve(name.group(1) + ".java"), text));
    }

    private int run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                classes() + File.pathSeparator + System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start()
                .waitFor();
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void clipsInTheHostsOwnProgramAndBehindAnotherPolicy() throws Exception {
        assertThat(run("host.Training")).as(text("err.txt")).isZero();
        assertThat(text("out.txt")).contains("l2 norm > 0.5, then l2 norm of a unit > 0.001 of its weights'");
    }

    @Test
    void trainsAJobThatNamesIt() throws Exception {
        Files.writeString(folder.resolve("job.yaml"), """
                task: {type: temporal-order, length: 10, validationSequences: 5, testSequences: 10}
                cell: {type: lstm, units: 4}
                clipping: {type: my-unit-clipping, share: 0.001}
                training: {batchSize: 4, iterations: 3}
                """);
        assertThat(run("io.backflow.cli.Main", "train", "job.yaml", "--run-dir", "run"))
                .as("%s", text("err.txt"))
                .isZero();
        assertThat(text("run/clipping.jsonl")).contains("l2 norm of a unit > 0.001 of its weights'");
    }

    @Test
    void isToldOfWhatDoesNotFit() throws Exception {
        Files.writeString(folder.resolve("job.yaml"), """
                task: {type: temporal-order, length: 10}
                cell: simple-rnn
                clipping: {type: my-needy-clipping, match: "**/forget"}
                training: {iterations: 3, updater: {type: sgd, learningRate: 0.1}}
                """);
        assertThat(run("io.backflow.cli.Main", "validate", "job.yaml")).isEqualTo(3);
        assertThat(text("err.txt"))
                .contains("clipping.match must match one of [rnn0,")
                .contains("in a network of simple-rnn, got '**/forget'")
                .contains(
                        "clipping.type must not be my-needy-clipping unless the updater is adam, whose second moment it"
                                + " reads, got 'my-needy-clipping' with updater 'sgd'");
        Files.writeString(folder.resolve("job.yaml"), """
                task: {type: temporal-order, length: 10}
                cell: lstm
                clipping: {type: my-unit-cliping, share: 0}
                training: {iterations: 3}
                """);
        assertThat(run("io.backflow.cli.Main", "validate", "job.yaml")).isEqualTo(3);
        assertThat(text("err.txt")).contains("did you mean 'my-unit-clipping'?");
    }
}
