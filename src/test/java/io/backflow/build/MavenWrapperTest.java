// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code mvnw}, with programs that say that they are Maven in place of Maven. */
@Timeout(60)
class MavenWrapperTest {

    private static final String TOOLS = "/usr/bin:/bin";

    @TempDir
    private Path folder;

    private Path wrapper;

    @BeforeEach
    void copyTheScript() throws IOException {
        assumeThat(Path.of("/bin/sh")).isExecutable();
        Files.createDirectories(folder.resolve("project/.mvn/wrapper"));
        wrapper = Files.copy(Path.of("mvnw"), folder.resolve("project/mvnw"));
        executable(wrapper);
    }

    @Test
    void takesTheMavenOfMavenHomeAndThenThatOfThePath() throws Exception {
        Path home = maven("home", "3.8.1");
        Path onPath = maven("path", "4.0.0");
        assertThat(run(home, onPath)).isEqualTo("3.8.1 runs -q verify");
        assertThat(run(folder.resolve("nowhere"), onPath)).isEqualTo("4.0.0 runs -q verify");
    }

    @Test
    void fetchesWhatIsPinnedWhereTheInstalledOneIsTooOld() throws Exception {
        Path old = maven("old", "3.6.3");
        Path archive = archive(maven("apache-maven-9.9.9", "9.9.9"));
        pin(archive, sha512(archive));
        assertThat(run(old, old))
                .contains("no Maven of version 3.8.1 or later is installed; downloading file:")
                .endsWith("9.9.9 runs -q verify");
        Files.delete(archive);
        assertThat(run(old, old)).as("once").isEqualTo("9.9.9 runs -q verify");
    }

    @Test
    void refusesADownloadWithAnotherChecksum() throws Exception {
        Path old = maven("old", "3.6.3");
        Path archive = archive(maven("apache-maven-9.9.9", "9.9.9"));
        pin(archive, "0".repeat(128));
        assertThat(run(old, old)).endsWith("is wrong: expected " + "0".repeat(128) + ", got " + sha512(archive));
        assertThat(folder.resolve("user/wrapper/dists")).isEmptyDirectory();
    }

    @Test
    void whatIsPinnedComesFromTheRepositoryOfMaven() throws IOException {
        assertThat(Files.readAllLines(Path.of(".mvn/wrapper/maven-wrapper.properties")))
                .anyMatch(line ->
                        line.matches("distributionUrl=https://repo\\.maven\\.apache\\.org/maven2/org/apache/maven/"
                                + "apache-maven/([0-9.]+)/apache-maven-\\1-bin\\.tar\\.gz"))
                .anyMatch(line -> line.matches("distributionSha512Sum=[0-9a-f]{128}"));
    }

    /**
     * Makes a program that says that it is this version, and what it was asked to run; returns the home of that Maven.
     */
    private Path maven(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Path script =
                Files.writeString(Files.createDirectories(home.resolve("bin")).resolve("mvn"), """
                #!/bin/sh
                if [ "$1" = --version ]; then echo "Apache Maven %1$s (a commit)"; else echo "%1$s runs $*"; fi
                """.formatted(version));
        executable(script);
        return home;
    }

    private Path archive(Path maven) throws Exception {
        Path archive = folder.resolve("apache-maven-9.9.9-bin.tar.gz");
        Process tar = new ProcessBuilder(
                        "tar", "-czf", archive.toString(), "-C", folder.toString(), "apache-maven-9.9.9")
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).as("%s packed", maven).isZero();
        return archive;
    }

    private void pin(Path archive, String sha512) throws IOException {
        assumeThat(Path.of("/usr/bin/curl")).as("wget fetches no file: URL").isExecutable();
        Files.writeString(
                wrapper.resolveSibling(".mvn/wrapper/maven-wrapper.properties"),
                "distributionUrl=file://" + archive + "\ndistributionSha512Sum=" + sha512 + "\n");
    }

    private static String sha512(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(file)));
    }

    private String run(Path mavenHome, Path onPath) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(wrapper.toString(), "-q", "verify").redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("MAVEN_HOME", mavenHome.toString());
        environment.put("MAVEN_USER_HOME", folder.resolve("user").toString());
        environment.put("PATH", onPath.resolve("bin") + ":" + TOOLS);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }

    private static void executable(Path script) throws IOException {
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
