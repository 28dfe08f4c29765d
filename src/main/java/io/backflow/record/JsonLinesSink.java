// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.record.internal.LineFile;

/** Writes the compact row of every record as a line of JSON. */
final class JsonLinesSink implements RecordSink {

    private final LineFile file;

    JsonLinesSink(LineFile file) {
        this.file = file;
    }

    @Override
    public <T> void write(RecordFormat<? super T> format, T record) {
        file.write(JsonText.write(format.row(record)) + '\n');
    }

    @Override
    public void flush() {
        file.flush();
    }

    @Override
    public void close() {
        file.close();
    }
}
