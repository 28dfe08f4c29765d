// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.bars;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Arrays;

/** Collects what others print on standard error while bars are drawn there, and hands it on by whole lines. */
public final class LinesAbove extends OutputStream {

    private final Bars bars;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    private LinesAbove(Bars bars) {
        this.bars = bars;
    }

    /** Returns a stream for standard error. */
    public static PrintStream of(Bars bars) {
        String name =
                System.getProperty("stderr.encoding", Charset.defaultCharset().name());
        return new PrintStream(new LinesAbove(bars), true, Charset.forName(name));
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        int end = offset + length;
        while (end > offset && bytes[end - 1] != '\n') {
            end--;
        }
        begun.write(bytes, offset, end - offset);
        if (end > offset) {
            bars.above(begun.toByteArray());
            begun.reset();
        }
        byte[] rest = Arrays.copyOfRange(bytes, end, offset + length);
        begun.write(rest, 0, rest.length);
    }

    /** Hands on a line that has no end yet. */
    @Override
    public synchronized void close() {
        if (begun.size() > 0) {
            begun.write('\n');
            bars.above(begun.toByteArray());
            begun.reset();
        }
    }
}
