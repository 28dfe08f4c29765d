// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.setting.internal.FileFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads rows one by one, and knows a cut last line from a broken one. */
final class JsonLinesReader extends Spliterators.AbstractSpliterator<Row> {

    private static final Logger log = LoggerFactory.getLogger(JsonLinesReader.class);

    private final Path path;
    private final BufferedReader lines;
    private long number;

    JsonLinesReader(Path path, BufferedReader lines) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.path = path;
        this.lines = lines;
    }

    @Override
    public boolean tryAdvance(Consumer<? super Row> action) {
        Row row = next();
        if (row != null) {
            action.accept(row);
        }
        return row != null;
    }

    private @Nullable Row next() {
        try {
            String line = lines.readLine();
            number++;
            return line == null ? null : parse(line);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    private @Nullable Row parse(String line) throws IOException {
        try {
            return JsonText.read(line);
        } catch (JsonProcessingException e) {
            if (lines.readLine() == null && !endsWithLineEnd()) {
                log.warn("{} ends in the middle of line {}, which is left out", path, number);
                return null;
            }
            throw new UncheckedIOException(path + ":" + number + ": " + e.getOriginalMessage(), e);
        }
    }

    private boolean endsWithLineEnd() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            channel.position(Math.max(0, channel.size() - 1)).read(last);
            return last.get(0) == '\n';
        }
    }

    static UncheckedIOException failure(Path path, IOException cause) {
        return new UncheckedIOException("Cannot read " + path + ": " + FileFailure.reason(cause), cause);
    }
}
