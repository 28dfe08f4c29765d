// SPDX-License-Identifier: Apache-2.0
package io.backflow.build;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A project that depends on Backflow, made in an empty directory. Its aggregator builds it together with the folder of
 * the published POM, so that Maven reads that as it stands and nothing has to be installed.
 */
final class HostProject {

    /** Only a build that hangs takes longer: Maven needs seconds, or a minute where it has to download. */
    private static final int MINUTES = 5;

    /** A line of the dependency tree: group:artifact:type:version:scope, with a classifier after the type or not. */
    private static final Pattern DEPENDENCY =
            Pattern.compile("([\\w.-]+):([\\w.-]+):[\\w.-]+:(?:[\\w.-]+:)?([\\w.-]+):(?:compile|runtime)\\b");

    private final Path directory;

    HostProject(Path directory) {
        this.directory = directory;
    }

    /**
     * Returns what its compile and runtime scopes hold besides Backflow itself.
     *
     * @throws IOException if Maven cannot be run or fails; the message has what it wrote
     */
    Set<String> dependencies() throws IOException, InterruptedException {
        Path root = directory.toRealPath();
        Path published = Path.of("src", "publish", "backflow").toRealPath();
        Path tree = root.resolve("tree.txt");
        Files.writeString(root.resolve("pom.xml"), aggregatorPom(root.relativize(published)));
        Path host = Files.createDirectory(root.resolve("host"));
        Files.writeString(host.resolve("pom.xml"), hostPom(tree));

        runMaven(root);

        Set<String> dependencies = new TreeSet<>();
        Matcher line = DEPENDENCY.matcher(Files.readString(tree));
        while (line.find()) {
            dependencies.add(line.group(1) + ':' + line.group(2) + ':' + line.group(3));
        }
        if (!dependencies.removeIf(dependency -> dependency.startsWith("io.backflow:backflow:"))) {
            throw new IOException("Backflow is not in the host project's tree:\n" + Files.readString(tree));
        }
        return dependencies;
    }

    private static void runMaven(Path root) throws IOException, InterruptedException {
        Path log = root.resolve("maven.log");
        ProcessBuilder builder = new ProcessBuilder(mavenCommand())
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(
                        Files.createFile(root.resolve("no-input")).toFile()))
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process maven = start(builder);
        if (!maven.waitFor(MINUTES, TimeUnit.MINUTES)) {
            maven.descendants().forEach(ProcessHandle::destroyForcibly);
            maven.destroyForcibly();
            throw new IOException("Maven did not end within " + MINUTES + " minutes:\n" + read(log));
        }
        if (maven.exitValue() != 0) {
            throw new IOException("Maven ended with exit code " + maven.exitValue() + ":\n" + read(log));
        }
    }

    private static Process start(ProcessBuilder builder) throws IOException {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IOException(
                    "this test runs Maven, and could not start "
                            + builder.command().get(0) + "; outside a Maven build, put mvn on the PATH",
                    e);
        }
    }

    private static List<String> mavenCommand() {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        String script = windows ? "mvn.cmd" : "mvn";
        String home = System.getProperty("backflow.maven.home", "");
        List<String> command = new ArrayList<>();
        command.add(home.isEmpty() ? script : Path.of(home, "bin", script).toString());
        // Only up to "validate": there is nothing to build.
        command.addAll(List.of("-B", "-ntp", "-q", "-pl", "host", "-am", "validate"));
        String settings = System.getProperty("backflow.maven.settings", "");
        if (!settings.isEmpty() && Files.isReadable(Path.of(settings))) {
            command.addAll(List.of("-s", settings));
        }
        String repository = System.getProperty("backflow.maven.repository", "");
        if (!repository.isEmpty()) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        return command;
    }

    /** Maven writes its log in the platform's encoding, which on JDK 18 and later is not Java's default. */
    private static String read(Path log) throws IOException {
        String encoding = System.getProperty("native.encoding", "UTF-8");
        return new String(Files.readAllBytes(log), Charset.forName(encoding));
    }

    private static String aggregatorPom(Path published) {
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>com.example</groupId>
                  <artifactId>both</artifactId>
                  <version>1</version>
                  <packaging>pom</packaging>
                  <modules>
                    <module>%s</module>
                    <module>host</module>
                  </modules>
                </project>
                """.formatted(published.toString().replace('\\', '/'));
    }

    private static String hostPom(Path tree) throws IOException {
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>com.example</groupId>
                  <artifactId>host</artifactId>
                  <version>1</version>
                  <dependencies>
                    <dependency>
                      <groupId>io.backflow</groupId>
                      <artifactId>backflow</artifactId>
                      <version>%s</version>
                    </dependency>
                  </dependencies>
                  <build>
                    <plugins>
                      <plugin>
                        <groupId>org.apache.maven.plugins</groupId>
                        <artifactId>maven-dependency-plugin</artifactId>
                        <version>%s</version>
                        <executions>
                          <execution>
                            <phase>validate</phase>
                            <goals>
                              <goal>tree</goal>
                            </goals>
                            <configuration>
                              <outputFile>%s</outputFile>
                            </configuration>
                          </execution>
                        </executions>
                      </plugin>
                    </plugins>
                  </build>
                </project>
                """.formatted(property("backflow.version"), property("backflow.dependency-plugin.version"), tree);
    }

    private static String property(String name) throws IOException {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IOException("the system property " + name + " is missing; the POM sets it for Surefire");
        }
        return value;
    }
}
