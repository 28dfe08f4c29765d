// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Several sinks as one; what one of them does is done to all, whichever of them fails. */
final class FanOutSink implements RecordSink {

    private final List<RecordSink> sinks;

    FanOutSink(RecordSink... sinks) {
        this.sinks = List.of(sinks);
    }

    @Override
    public <T> void write(RecordFormat<? super T> format, T record) {
        each(sink -> sink.write(format, record));
    }

    @Override
    public void flush() {
        each(RecordSink::flush);
    }

    @Override
    public void close() {
        each(RecordSink::close);
    }

    private void each(Consumer<RecordSink> action) {
        @Nullable RuntimeException first = null;
        for (RecordSink sink : sinks) {
            try {
                action.accept(sink);
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
