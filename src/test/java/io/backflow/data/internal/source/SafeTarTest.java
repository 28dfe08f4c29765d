// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.data.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tar archives of every kind of malice. */
class SafeTarTest {

    @TempDir
    private Path folder;

    private interface Entries {
        void writeTo(TarArchiveOutputStream tar) throws IOException;
    }

    private static byte[] tar(Entries entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            entries.writeTo(tar);
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream zipped = new GZIPOutputStream(bytes)) {
            zipped.write(content);
        }
        return bytes.toByteArray();
    }

    private void unpack(byte[] archive, long maxBytes) throws IOException {
        Path file = Files.write(folder.resolve("data.tar.gz"), archive);
        new SafeTar(file, maxBytes).unpack(folder.resolve("out"), name -> !name.endsWith("unwanted"));
    }

    private void assertRefused(byte[] archive, long maxBytes, String why) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> unpack(archive, maxBytes))
                .withMessageContaining("data.tar.gz: ")
                .withMessageContaining(why);
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void filesAreUnpackedWithOrWithoutGzip() throws IOException {
        String longName = "d/" + "n".repeat(150);
        byte[] tar = tar(out -> {
            out.putArchiveEntry(new TarArchiveEntry("d/"));
            out.closeArchiveEntry();
            add(out, "d/a.txt", "content");
            add(out, "d/unwanted", "more");
            add(out, longName, "x");
        });
        unpack(tar, 100);
        assertThat(folder.resolve("out/d/a.txt")).hasContent("content");
        assertThat(folder.resolve("out").resolve(longName)).hasContent("x");
        assertThat(folder.resolve("out/d/unwanted")).doesNotExist();
        Files.delete(folder.resolve("out/d/a.txt"));
        Files.delete(folder.resolve("out").resolve(longName));
        unpack(gzip(tar), 100);
        assertThat(folder.resolve("out/d/a.txt")).hasContent("content");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/evil", "d/../../evil", "C:/evil", "..\\evil"})
    void noNameLeadsOutOfTheFolder(String name) throws IOException {
        assertRefused(tar(out -> add(out, name, "x")), 100, "has an entry that leads out of its folder: '" + name);
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_FIFO, TarConstants.LF_CHR})
    void linksAndDevicesAreRefused(byte kind) throws IOException {
        byte[] tar = tar(out -> {
            TarArchiveEntry link = new TarArchiveEntry("link", kind);
            link.setLinkName("..");
            out.putArchiveEntry(link);
            out.closeArchiveEntry();
            add(out, "link/evil", "x");
        });
        boolean isLink = kind == TarConstants.LF_SYMLINK || kind == TarConstants.LF_LINK;
        assertRefused(tar, 100, isLink ? "that is a link: 'link'" : "that is neither a file nor a folder: 'link'");
    }

    @Test
    void moreThanWasAgreedIsRefusedWantedOrNot() throws IOException {
        assertRefused(gzip(tar(out -> add(out, "a", "x".repeat(101)))), 100, "has more than the 100 bytes, unpacked");
        byte[] unwanted = tar(out -> {
            add(out, "1unwanted", "x".repeat(60));
            add(out, "2unwanted", "x".repeat(60));
        });
        assertRefused(unwanted, 100, "has more than the 100 bytes, unpacked");
        byte[] twice = tar(out -> {
            add(out, "a", "x");
            add(out, "a", "y");
        });
        assertRefused(twice, 100, "has the entry 'a' twice");
    }

    @Test
    void aFolderThatTakesNothingIsNotTheArchivesFault() throws IOException {
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/d"), "a file");
        byte[] tar = tar(out -> add(out, "d/a.txt", "content"));
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> unpack(tar, 100));
    }

    @Test
    void whatIsCutOffOrNoArchiveIsSaidToBe() throws IOException {
        byte[] whole = tar(out -> add(out, "a", "x".repeat(2000)));
        assertRefused(Arrays.copyOf(whole, 1000), 9000, "cut off after the entry 'a'");
        Files.deleteIfExists(folder.resolve("out/a"));
        byte[] zipped = gzip(whole);
        assertRefused(Arrays.copyOf(zipped, zipped.length - 20), 9000, "damaged or cut off");
        assertRefused("PK no tar at all".repeat(99).getBytes(StandardCharsets.UTF_8), 9000, "is no tar archive");
        assertRefused(new byte[0], 9000, "is no tar archive, or an empty one");
        assertRefused(tar(out -> {}), 9000, "is no tar archive, or an empty one");
    }
}
