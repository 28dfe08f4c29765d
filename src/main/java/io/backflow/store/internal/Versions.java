// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/** The versions of the program and of DL4J, as their builds wrote them down. */
public final class Versions {

    private Versions() {}

    /** Returns the version of Backflow. */
    public static String backflow() {
        return read(Versions.class.getResourceAsStream("version.properties"));
    }

    /** Returns the version of Deeplearning4j. */
    static String deeplearning4j() {
        return read(
                Model.class.getResourceAsStream("/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties"));
    }

    /** Returns the version of ND4J. */
    public static String nd4j() {
        return read(Nd4j.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties"));
    }

    private static String read(@Nullable InputStream resource) {
        try (InputStream in = resource) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
