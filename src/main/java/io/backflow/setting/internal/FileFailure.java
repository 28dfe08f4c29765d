// SPDX-License-Identifier: Apache-2.0
package io.backflow.setting.internal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says in words what the JDK says in class names where a file cannot be read or written. */
public final class FileFailure {

    private FileFailure() {}

    /** Returns why it failed, and with which file where that is known. */
    public static String describe(IOException failure) {
        String reason = reason(failure);
        return failure instanceof FileSystemException ofFile ? reason + ": " + ofFile.getFile() : reason;
    }

    /**
     * Returns why it failed, for where the file is named already. File system exceptions' own messages are only its
     * name.
     */
    public static String reason(IOException failure) {
        if (failure instanceof FileSystemException ofFile) {
            return reason(ofFile);
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static String reason(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException || failure instanceof NotDirectoryException) {
            return "a file stands where a directory is needed";
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return "a directory stands where a file is needed";
        }
        String reason = failure.getReason();
        return reason == null ? failure.getClass().getSimpleName() : reason;
    }
}
