// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.audit.CheckUp;
import io.backflow.data.DataException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import picocli.CommandLine;

class ModelCheckUpTest {

    @TempDir
    private static Path folder;

    private static Path chain = Path.of("");
    private static Path graph = Path.of("");

    @BeforeAll
    static void save() throws IOException {
        NeuralNetConfiguration.Builder configuration =
                new NeuralNetConfiguration.Builder().seed(1).weightDecay(0.1);
        MultiLayerNetwork network = new MultiLayerNetwork(configuration
                .list()
                .layer(lstm("one"))
                .layer(lstm("two"))
                .layer(output())
                .setInputType(InputType.recurrent(2, RNNFormat.NCW))
                .build());
        network.init();
        chain = saved(network, "chain.zip");
        ComputationGraph other = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("one", lstm("one"), "in")
                .addLayer("out", output(), "one")
                .setOutputs("out")
                .setInputTypes(InputType.recurrent(2, RNNFormat.NCW))
                .build());
        other.init();
        graph = saved(other, "graph.zip");
    }

    private static LSTM lstm(String name) {
        return new LSTM.Builder().name(name).nOut(3).activation(Activation.TANH).build();
    }

    private static RnnOutputLayer output() {
        return new RnnOutputLayer.Builder(LossFunction.MSE)
                .name("out")
                .nOut(1)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static Path saved(Model model, String name) throws IOException {
        Path file = folder.resolve(name);
        ModelSerializer.writeModel(model, file.toFile(), true);
        return file;
    }

    @Test
    void readsNetworksOfBothKinds() {
        assertThat(ModelCheckUp.of(chain).findings())
                .extracting(CheckUp.Finding::id)
                .containsExactly("weight-decay-twice", "masks-ignored", "weights-scaled-by-cell");
        assertThat(ModelCheckUp.of(graph).findings())
                .extracting(CheckUp.Finding::id)
                .containsExactly("masks-ignored", "weights-scaled-by-cell");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 120, 150, 200})
    void theTextFitsTheTerminal(int width) {
        String text = ModelCheckUp.text(Path.of("m.zip"), ModelCheckUp.of(chain), width);

        assertThat(text.lines()).allMatch(line -> line.length() <= width);
        assertThat(text)
                .contains("wrong   weight-decay-twice, at one, two, out")
                .endsWith("m.zip: 1 wrong, 1 risk, 1 note\n");
        List<String> words = Arrays.asList(text.split("[\\s.]+"));
        for (CheckUp.Finding finding : ModelCheckUp.of(chain).findings()) {
            assertThat(words).contains(finding.what().split("[\\s.]+", -1)[3]);
            assertThat(words).contains(finding.amount().split("[\\s.]+"));
            assertThat(words).contains(finding.cure().split("[\\s.]+"));
            assertThat(words).contains(finding.source().split("[\\s.]+"));
        }
    }

    @Test
    void saysThatAllIsWell() {
        assertThat(ModelCheckUp.text(Path.of("m.zip"), new CheckUp(List.of()), 80))
                .isEqualTo("m.zip: nothing is known to bite in this network\n");
    }

    @Test
    void theCommandPrintsJsonAndItsExitCodeTellsWhetherThereIsSomethingToDo() {
        StringWriter out = new StringWriter();
        CommandLine doctor = new CommandLine(new DoctorCommand()).setOut(new PrintWriter(out));

        assertThat(doctor.execute(chain.toString(), "--json")).isEqualTo(7);
        assertThat(out.toString())
                .contains(
                        "\"model\"", "\"well\" : false", "\"id\" : \"weight-decay-twice\"", "\"severity\" : \"wrong\"")
                .contains("\"where\" : [ \"one\", \"two\", \"out\" ]");
    }

    @Test
    void saysWhatOtherFilesAre() throws IOException {
        refused(folder.resolve("missing.zip"), "there is no such file");
        refused(folder, "it is a folder");
        refused(written("empty.zip", new byte[0]), "it is empty");
        refused(written("text.zip", "hello".getBytes(StandardCharsets.UTF_8)), "it is not a zip file");
        refused(
                written("keras.h5", new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n', 0, 0}),
                "it is an HDF5 file, as Keras saves it");
        refused(zip("torch.pt", "archive/data.pkl"), "it has no configuration.json: it is a file of PyTorch's");
        refused(zip("three.keras", "config.json", "model.weights.h5"), "it is a file of Keras 3");
        refused(
                zip("many.zip", "a", "b", "c", "d", "e", "f"),
                "it has no configuration.json, but a, b, c, d, e and 1 more: ModelSerializer did not save it");
        refused(zip("none.zip"), "it has no entries");
        refused(zip("half.zip", "configuration.json"), "it has no coefficients.bin");
        refused(zip("wrong.zip", "configuration.json", "coefficients.bin"), "the network cannot be restored");
    }

    @Test
    void saysThatAFileIsCutOffOrDamaged() throws IOException {
        byte[] whole = Files.readAllBytes(chain);
        refused(written("cut.zip", Arrays.copyOf(whole, whole.length / 2)), "damaged or cut off");
        refused(written("start.zip", Arrays.copyOf(whole, 5)), "damaged or cut off");
        byte[] damaged = whole.clone();
        for (int i = 100; i < 140; i++) {
            damaged[i] ^= 0x55;
        }
        refused(written("damaged.zip", damaged), "damaged or cut off");
        refused(shortened("short.zip"), "an entry ends before all of it was read");
    }

    private static void refused(Path file, String reason) {
        assertThatThrownBy(() -> ModelCheckUp.of(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(reason)
                .satisfies(failure -> assertThat(
                                Objects.requireNonNull(failure.getMessage()).lines())
                        .hasSize(1));
    }

    /** Returns the network with parameters that end in their middle, in a zip file that is whole. */
    private static Path shortened(String name) throws IOException {
        Path file = folder.resolve(name);
        try (ZipFile from = new ZipFile(chain.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (ZipEntry entry : from.stream().toList()) {
                byte[] bytes = from.getInputStream(entry).readAllBytes();
                boolean cut = entry.getName().equals(ModelSerializer.COEFFICIENTS_BIN);
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(bytes, 0, cut ? bytes.length / 2 : bytes.length);
            }
        }
        return file;
    }

    private static Path written(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static Path zip(String name, String... entries) throws IOException {
        Path file = folder.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String entry : entries) {
                out.putNextEntry(new ZipEntry(entry));
                out.write("{}".getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }
}
