// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

import java.nio.file.Path;

/**
 * Says that data is unavailable or invalid, in words for the person whose data it is: the file and the line where there
 * is one, the rule, and the value that broke it.
 */
public final class DataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception about data that no single file is to blame for. */
    public DataException(String message) {
        super(message);
    }

    /** Creates an exception with the failure beneath it. */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns an exception about a whole file: {@code FILE: MESSAGE}. */
    public static DataException in(Path file, String message) {
        return new DataException(file + ": " + message);
    }

    /**
     * Returns an exception about one line of a file: {@code FILE:LINE: MESSAGE}.
     *
     * @param line counted from 1
     */
    public static DataException at(Path file, long line, String message) {
        return new DataException(file + ":" + line + ": " + message);
    }
}
