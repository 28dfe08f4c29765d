#!/usr/bin/env bash
# An entry of a tar archive that is a FIFO or a device says that it is a file, and has a size of 0.
#
# Version:   commons-compress 1.28.0.
# Behaviour: TarArchiveEntry.isFile() is true of everything that is no directory: of a FIFO and of a character device as
#            well, for which isFIFO() and isCharacterDevice() are true too. Who unpacks what isFile() says makes empty
#            files of them.
# Expected:  false, as java.nio.file.attribute.BasicFileAttributes.isRegularFile says of them, and as Python's
#            tarfile.TarInfo.isfile does.
source "$(dirname "$0")/lib.sh"
maven org.apache.commons:commons-compress:1.28.0
seen <<'TEXT'
text: isFile true, isFIFO false, isCharacterDevice false, size 5
pipe: isFile true, isFIFO true, isCharacterDevice false, size 0
device: isFile true, isFIFO false, isCharacterDevice true, size 0
TEXT
run_java <<'JAVA'
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

public class Finding {
    public static void main(String[] args) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry text = new TarArchiveEntry("text");
            text.setSize(5);
            tar.putArchiveEntry(text);
            tar.write("hello".getBytes());
            tar.closeArchiveEntry();
            tar.putArchiveEntry(new TarArchiveEntry("pipe", TarConstants.LF_FIFO));
            tar.closeArchiveEntry();
            tar.putArchiveEntry(new TarArchiveEntry("device", TarConstants.LF_CHR));
            tar.closeArchiveEntry();
        }
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
                System.out.println(entry.getName() + ": isFile " + entry.isFile() + ", isFIFO " + entry.isFIFO()
                        + ", isCharacterDevice " + entry.isCharacterDevice() + ", size " + entry.getSize());
            }
        }
    }
}
JAVA
