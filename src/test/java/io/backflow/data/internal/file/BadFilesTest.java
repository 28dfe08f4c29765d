// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.ReadSettings;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that cannot be read, and what is said about them. */
class BadFilesTest {

    @TempDir
    private Path folder;

    private void refuses(Path file, String said) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> FileReport.of(file, "auto", ReadSettings.NONE, null, null))
                .satisfies(failure -> assertThat(
                                String.valueOf(failure.getMessage()).replace(folder + "/", ""))
                        .startsWith(said));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "id,x,label\\na,1,u\\na,oops,u\\nb,2,v => f:3: column 'x' must be a number, got 'oops'",
                "id,x,label\\na,1,u\\na,1\\nb,2,v => f:3: the row has 2 values, expected 3 as in the first",
                "id,x,label\\na,1,u\\na,1,u,7\\nb,2,v => f:3: the row has 4 values, expected 3 as in the first",
                "id,x,label\\na,1,u\\n,1,u\\nb,2,v => f:3: column 'id' must say which sequence it is, got ''",
                "id,t,x\\na,1,1\\na,1,2\\nb,1,1 => f:3: the sequence 'a' has the same time stamp in line 2",
                "id,t,x\\na,1,1\\na,soon,2\\nb,1,1 => f:3: column 't' must be a time stamp, a number or ISO 8601",
                "id,x,label => f: has a line only, and no sequence",
                "a\\t0.5\\t0.1\\nb\\tNaN\\tNaN => f:2: the row has no value",
                "1\\t0.5\\t0.7\\n2\\t\"0.5\\t0.8\\n1\\t0.3\\t0.2 => f: no table: Unclosed quoted field",
                "1 2 3\\n4 5 6\\n\\n1 2 3\\n4 5 => f:5: the row has 2 values, expected 3",
                "x,y\\n1,2\\n3,4 => f: is a table with the columns [x, y], but nothing says which rows are a sequence; id: COLUMN",
                "Khoury\\nNahas\\nDaher => f: looks like none of the forms that are read, since hardly a cell of it is a number",
                "1.234,5;0,5;a\\n1.300,2;0,7;b => f:1: column 0 must be a number, got '1.234,5' (thousands separators are not",
                "1,234;1,600;a\\n1,500;2,700;b\\n2,500;7,100;a => f:1: column 0 must be a number, got '1,234' (the decimal character is taken",
            })
    void aBadFile(String text, String said) throws IOException {
        String content = text.replace("\\n", "\n").replace("\\t", "\t");
        refuses(Files.writeString(folder.resolve("f"), content + "\n"), said);
    }

    @ParameterizedTest
    @CsvSource({"UTF-16", "UTF-16LE", "UTF-16BE"})
    void anEncodingThatIsNotReadIsNamed(String charset) throws IOException {
        byte[] bytes = "id,x,label\n1,2,a\n".getBytes(Charset.forName(charset));
        refuses(Files.write(folder.resolve("f"), bytes), "f: is in UTF-16, UTF-8 is needed; `iconv");
    }

    @Test
    void whatIsNoTextIsNamed() throws IOException {
        byte[] latin = "id,x,label\n1,2,a\n2,3,caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        refuses(Files.write(folder.resolve("f"), latin), "f:3: not UTF-8, perhaps Latin-1");
        refuses(
                Files.write(folder.resolve("f"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0}),
                "f: is compressed with gzip");
        refuses(
                Files.write(folder.resolve("f"), new byte[] {'P', 'K', 3, 4, 0}),
                "f: is a zip archive or a spreadsheet");
        refuses(Files.write(folder.resolve("f"), new byte[] {'a', 0, 0, 'b'}), "f: binary, not text: a zero byte at");
        refuses(Files.write(folder.resolve("f"), new byte[0]), "f: the file is empty");
        refuses(folder.resolve("none"), "cannot read data: no such file");
        refuses(Files.createDirectory(folder.resolve("d")), "d: the folder has no files");
    }
}
