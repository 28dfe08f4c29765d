// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.live;

import io.backflow.report.internal.page.LivePage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a directory looks like from outside: whether it is there, and the lengths and times of its files.
 *
 * @param exists whether it is there
 * @param files how many files it has
 * @param hash of their names, lengths and times
 * @param newest when the last of them was changed, in milliseconds since 1970
 */
record Snapshot(boolean exists, long files, long hash, long newest) {

    private static final int DEPTH = 8;
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    /** Looks at a directory, and in it at the files that the page is made of. */
    static Snapshot of(Path directory) {
        if (!Files.isDirectory(directory)) {
            return new Snapshot(false, 0, 0, 0);
        }
        Visitor visitor = new Visitor();
        try {
            Files.walkFileTree(directory, Set.of(), DEPTH, visitor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Snapshot(true, visitor.files, visitor.hash, visitor.newest);
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {

        private long files;
        private long hash;
        private long newest;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && LivePage.isShown(file)) {
                files++;
                newest = Math.max(newest, attributes.lastModifiedTime().toMillis());
                long one = file.toString().hashCode() * PRIME + attributes.size();
                one = one * PRIME + attributes.lastModifiedTime().toMillis();
                hash += (one ^ one >>> 29) * PRIME; // a sum, so that the order does not matter
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // it went away since its folder was read
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }
}
