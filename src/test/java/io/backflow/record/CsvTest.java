// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {

    @TempDir
    Path folder;

    private Path path = Path.of("");

    @BeforeEach
    void nameTheFile() {
        path = folder.resolve("metrics.csv");
    }

    private static Row row(long update, String text) {
        return Row.builder().with("update", update).with("text", text).build();
    }

    @Test
    void writesAHeaderAndALineARow() throws IOException {
        try (RecordSink sink = Csv.create(path)) {
            sink.write(Row.builder()
                    .with("update", 3)
                    .with("loss", 0.25)
                    .norm("norm", 1.0 / 3)
                    .norm("exploded", Double.POSITIVE_INFINITY)
                    .with("done", true)
                    .missing("missing")
                    .with("inner", Row.builder().with("x", 1).build())
                    .with("numbers", new double[] {1.5, Double.NaN})
                    .build());
        }
        assertThat(Files.readAllLines(path))
                .containsExactly(
                        "update,loss,norm,exploded,done,missing,inner.x,numbers",
                        "3,0.25,0.3333333,Infinity,true,,1,1.5 NaN");
    }

    @Test
    void quotesAsRfc4180Does() throws IOException {
        try (RecordSink sink = Csv.create(path)) {
            sink.write(Row.builder().with("a,b", "x,y").with("c", "say \"no\"").build());
            sink.write(Row.builder().with("a,b", "two\nlines").with("c", "\r").build());
            sink.write(Row.builder().with("a,b", "").with("c", " space ").build());
        }
        assertThat(Files.readString(path)).isEqualTo("""
                        "a,b",c
                        "x,y","say ""no""\"
                        "two
                        lines","\r"
                        "", space\s
                        """);
    }

    @Test
    void refusesAnotherRowThanTheHeaderSays() throws IOException {
        try (RecordSink sink = Csv.create(path)) {
            sink.write(row(0, "x"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sink.write(Row.builder().with("update", 1).build()))
                    .withMessage("The columns of " + path + " must be update,text, got update");
            sink.write(row(1, "y"));
        }
        assertThat(Files.readString(path)).isEqualTo("update,text\n0,x\n1,y\n");
    }

    /** A format whose table has two kinds of lines, against the rule. */
    private static final class Uneven implements RecordFormat<Row> {
        @Override
        public Row row(Row row) {
            return row;
        }

        @Override
        public List<Row> table(Row row) {
            return List.of(row, Row.builder().with("other", 1).build());
        }

        @Override
        public Optional<String> line(Row row) {
            return Optional.empty();
        }
    }

    @Test
    void aRecordThatIsRefusedLeavesNothingBehind() throws IOException {
        try (RecordSink sink = Csv.create(path)) {
            assertThatIllegalArgumentException().isThrownBy(() -> sink.write(new Uneven(), row(0, "x")));
            sink.write(row(1, "y"));
        }
        assertThat(Files.readString(path)).isEqualTo("update,text\n1,y\n");
    }

    @Test
    void appendingGoesOnBelowTheHeaderThatIsThere() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (RecordSink sink = Csv.append(path)) {
                sink.write(row(i, "x"));
            }
        }
        assertThat(Files.readString(path)).isEqualTo("update,text\n0,x\n1,x\n2,x\n");
        try (RecordSink sink = Csv.append(path)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sink.write(Row.builder().with("other", 1).build()));
        }
        assertThat(Files.readString(path)).isEqualTo("update,text\n0,x\n1,x\n2,x\n");
    }

    @Test
    void aLastLineCutAnywhereIsCutOffByAppending() throws IOException {
        String whole = "update,text\n0,\"a \"\"\nb\"\n";
        String last = "1,\"line\n\"\"end\n\"\n";
        for (int kept = 0; kept < last.length(); kept++) {
            Files.writeString(path, whole + last.substring(0, kept));
            try (RecordSink sink = Csv.append(path)) {
                sink.write(row(1, "y"));
            }
            assertThat(Files.readString(path)).as("%d kept", kept).isEqualTo(whole + "1,y\n");
        }
    }

    @Test
    void aCutHeaderIsWrittenAgain() throws IOException {
        Files.writeString(path, "update,te");
        try (RecordSink sink = Csv.append(path)) {
            sink.write(row(1, "y"));
        }
        assertThat(Files.readAllLines(path)).isEqualTo(List.of("update,text", "1,y"));
    }
}
