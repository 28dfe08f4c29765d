// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import io.backflow.report.internal.figure.SvgInk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The page, of our own template, style and scripts, the library that draws, and the data.
 *
 * <p>A browser is told to load nothing and to run no script but these, by their hashes; data are base64, in which no
 * name can end an element.
 */
final class Page {

    /** Where the WebJar of Apache ECharts has it. */
    static final String ECHARTS = "META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

    private static final List<String> SCRIPTS = List.of(
            "data.js", "kit.js", "answer.js", "curves.js", "flow.js", "layers.js", "comparison.js", "report.js");

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");
    private static final Pattern END = Pattern.compile("</(script)", Pattern.CASE_INSENSITIVE);

    private Page() {}

    /** Returns the page of these data. */
    static String of(ReportData data) {
        return page(String.valueOf(data.json().get("title")), StaticCharts.of(data), data.encoded(), SCRIPTS, "");
    }

    /** Returns a page that asks the server it came from for its data again, and may ask no other. */
    static String live(String title, String data, long version) {
        List<String> scripts = new ArrayList<>(SCRIPTS);
        scripts.add("live.js");
        return page(title, "<span id=\"version\">" + version + "</span>", data, scripts, "; connect-src 'self'");
    }

    private static String page(String title, String images, String data, List<String> scripts, String more) {
        StringBuilder own = new StringBuilder();
        scripts.forEach(name -> own.append(ours(name)).append('\n'));
        String library = read(ECHARTS);
        String echarts = library == null ? "" : script(library);
        String code = script(own.toString());
        return fill(
                ours("page.html"),
                Map.of(
                        "policy", policy(List.of(echarts, code)) + more,
                        "title", escaped(title),
                        "style", ours("report.css"),
                        "images", images,
                        "data", data,
                        "echarts", echarts,
                        "code", code));
    }

    private static String fill(String template, Map<String, String> values) {
        Matcher place = PLACE.matcher(template);
        StringBuilder page = new StringBuilder();
        while (place.find()) {
            place.appendReplacement(page, "");
            page.append(values.getOrDefault(place.group(1), ""));
        }
        place.appendTail(page);
        return page.toString();
    }

    private static String policy(List<String> scripts) {
        List<String> hashes = new ArrayList<>();
        scripts.forEach(script -> hashes.add("'sha256-" + hash(script) + "'"));
        return "default-src 'none'; script-src " + String.join(" ", hashes)
                + "; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'";
    }

    private static String hash(String script) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return Base64.getEncoder().encodeToString(digest.digest(script.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java has it
        }
    }

    /** Returns a script in which nothing ends its element. */
    private static String script(String text) {
        return END.matcher(text.replace("\r\n", "\n")).replaceAll("<\\\\/$1");
    }

    /** Returns a text as the content of an element or an attribute. */
    static String escaped(String text) {
        return SvgInk.escaped(text);
    }

    private static String ours(String name) {
        String text = read("io/backflow/report/internal/page/" + name);
        if (text == null) {
            throw new IllegalStateException("The program lacks " + name);
        }
        return text;
    }

    private static @Nullable String read(String resource) {
        try (InputStream in = Page.class.getClassLoader().getResourceAsStream(resource)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + resource + ": " + e.getMessage(), e);
        }
    }
}
