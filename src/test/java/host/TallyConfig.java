// SPDX-License-Identifier: Apache-2.0
package host;

import io.backflow.record.RecordFormat;
import io.backflow.record.RecordSink;
import io.backflow.record.SinkConfig;
import io.backflow.setting.Default;
import io.backflow.setting.TypeName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes how many records of a kind came, when it is closed.
 *
 * @param file what its name ends with
 */
@TypeName("host-tally")
public record TallyConfig(@Default("tally.txt") String file) implements SinkConfig {

    @Override
    public RecordSink open(Path directory, String name, boolean goesOn) {
        return new Tally(directory.resolve(name + "-" + file));
    }

    private static final class Tally implements RecordSink {

        private final Path path;
        private int count;

        Tally(Path path) {
            this.path = path;
        }

        @Override
        public synchronized <T> void write(RecordFormat<? super T> format, T record) {
            count++;
        }

        @Override
        public void flush() {}

        @Override
        public synchronized void close() {
            try {
                Files.writeString(path, count + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write " + path, e);
            }
        }
    }
}
