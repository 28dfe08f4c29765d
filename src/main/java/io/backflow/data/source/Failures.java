package io.backflow.data.source;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says in words what the JDK says in class names. */
final class Failures {

    private Failures() {}

    /** Returns what failed; the messages of file system exceptions alone are only the file's name. */
    static String describe(IOException failure) {
        if (failure instanceof FileSystemException ofFile) {
            return reason(ofFile) + ": " + ofFile.getFile();
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
