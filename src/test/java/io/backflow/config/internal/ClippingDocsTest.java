// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.NonFiniteConfig;
import io.backflow.clipping.policy.GroupClipping;
import io.backflow.clipping.threshold.Threshold;
import io.backflow.gradient.Scale;
import io.backflow.recurrent.ThroughTimeClipping;
import io.backflow.yaml.internal.Choices;
import io.backflow.yaml.internal.RecordShape;
import io.backflow.yaml.internal.RecordShape.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages about clipping say what the program reads. */
class ClippingDocsTest {

    private static final Path DOCS = Path.of("docs", "clipping");
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");

    private record Clips(
            ClippingSettings clipping, @Nullable NonFiniteConfig nonFinite) {}

    private static String read(Path page) throws IOException {
        return Files.readString(page);
    }

    static List<Path> pages() throws IOException {
        try (Stream<Path> pages = Files.list(DOCS)) {
            return pages.sorted().toList();
        }
    }

    static List<String> types() {
        return Choices.of(ClippingConfig.class).names();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everySnippetCanBeRead(Path page) throws IOException {
        List<Clips> read = new ArrayList<>();
        Matcher snippets = YAML.matcher(read(page));
        while (snippets.find()) {
            read.add(Yaml.bind(Clips.class, snippets.group(1)));
        }
        boolean index = page.endsWith("README.md");
        assertThat(read).hasSize(index ? 0 : 1);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsToAPage(Path page) throws IOException {
        Matcher links = LINK.matcher(read(page));
        while (links.find()) {
            assertThat(DOCS.resolve(links.group(1))).exists();
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyPolicyIsInTheIndexAndItsSettingsOnItsPage(String type) throws IOException {
        String index = read(DOCS.resolve("README.md"));
        Class<?> policy =
                Objects.requireNonNull(Choices.of(ClippingConfig.class).get(type));
        if (type.equals("none")) {
            assertThat(index).contains("| `none` |");
            return;
        }
        Matcher row = Pattern.compile("\\| \\[`" + type + "`\\]\\(([a-z-]+\\.md)\\) \\|")
                .matcher(index);
        assertThat(row.find()).as("a row for %s", type).isTrue();
        String page = read(DOCS.resolve(row.group(1)));
        for (Setting setting : RecordShape.of(policy).settings()) {
            assertSaid(
                    page, policy.equals(GroupClipping.class) && setting.name().equals("groups"), setting);
        }
    }

    private static void assertSaid(String page, boolean inParts, Setting setting) {
        if (inParts) {
            assertThat(page).contains("`groups[].match`", "`groups[].policy`", "`groups[].maxNorm`");
            return;
        }
        Matcher row =
                Pattern.compile("\\| `" + setting.name() + "` \\| ([^|]+) \\|").matcher(page);
        assertThat(row.find()).as("a row for %s", setting.name()).isTrue();
        if (setting.defaultYaml() != null) {
            assertThat(row.group(1).replace("`", "")).isEqualTo(setting.defaultYaml());
        }
    }

    @Test
    void everyActionIsOnItsPageWithTheSettings() throws IOException {
        String page = read(DOCS.resolve("non-finite.md"));
        for (Setting setting : RecordShape.of(NonFiniteConfig.class).settings()) {
            assertSaid(page, false, setting);
        }
        for (NonFiniteConfig.Action action : NonFiniteConfig.Action.values()) {
            assertThat(page).contains("| `" + action.name().toLowerCase(Locale.ROOT) + "` |");
        }
        assertThat(page).contains("1e10 for `shrink`");
        assertThat(NonFiniteConfig.SHRINK_MAX_NORM).isEqualTo(1e10);
    }

    @Test
    void clippingThroughTimeHasItsSettingsOnItsPage() throws IOException {
        assertThat(read(DOCS.resolve("README.md"))).contains("[`through-time`](through-time.md)");
        String page = read(DOCS.resolve("through-time.md"));
        RecordShape.of(ThroughTimeClipping.class).settings().forEach(setting -> assertSaid(page, false, setting));
    }

    @Test
    void everyScaleIsOnItsPage() throws IOException {
        assertThat(read(DOCS.resolve("README.md"))).contains("[`scale`](scale.md)");
        String page = read(DOCS.resolve("scale.md"));
        for (Scale scale : Scale.values()) {
            assertThat(page).contains("| `" + scale.key() + "`");
        }
        assertThat(page).contains("| `" + Scale.MEAN.key() + "` (default) |");
    }

    @Test
    void everyScheduleIsOnItsPageWithItsSettings() throws IOException {
        String page = read(DOCS.resolve("schedules.md"));
        Choices choices = Choices.of(Threshold.class);
        for (String type : choices.names()) {
            String row = page.lines()
                    .filter(line -> line.startsWith("|") && line.split("\\|", -1)[1].contains("`" + type + "`"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no row for " + type));
            for (Setting setting :
                    RecordShape.of(Objects.requireNonNull(choices.get(type))).settings()) {
                assertThat(row).contains("`" + setting.name() + "`");
            }
        }
    }
}
