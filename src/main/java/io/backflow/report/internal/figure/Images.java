// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.figure;

import io.backflow.store.internal.AtomicFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes charts as files for a paper, each as SVG and as PNG. */
public final class Images {

    /** Of all charts: 160 mm, as wide as the text of a page of A4. */
    public static final double WIDTH = 160 / 25.4 * 96;

    /** Of PNG. */
    public static final int DOTS_AN_INCH = 300;

    private static final int LONGEST = 80;

    /** A chart under the name of its files. */
    public record Named(String name, Chart chart) {}

    private Images() {}

    /**
     * Writes charts into a folder.
     *
     * @return a line for each: its files and its size
     * @throws java.io.UncheckedIOException if a file cannot be written
     */
    public static List<String> write(Path folder, List<Named> charts) {
        Set<String> taken = new HashSet<>();
        List<String> lines = new ArrayList<>();
        for (Named named : charts) {
            String name = fileName(named.name, taken);
            double height = named.chart.height(WIDTH);
            SvgInk svg = new SvgInk();
            named.chart.draw(svg, WIDTH);
            AtomicFiles.write(folder.resolve(name + ".svg"), svg.file(WIDTH, height));
            RasterInk pixels = new RasterInk(WIDTH, height, DOTS_AN_INCH);
            named.chart.draw(pixels, WIDTH);
            AtomicFiles.write(folder.resolve(name + ".png"), file -> Files.write(file, pixels.png()));
            lines.add(String.format(
                    Locale.ROOT,
                    "%s.svg, %s.png: %.0f x %.0f mm, %d x %d pixels",
                    folder.resolve(name),
                    name,
                    WIDTH / 96 * 25.4,
                    height / 96 * 25.4,
                    pixels.width(),
                    pixels.height()));
        }
        return lines;
    }

    /** Returns a name that every file system takes and that no other chart has. */
    static String fileName(String name, Set<String> taken) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]+", "-")
                .replaceAll("-{2,}", "-")
                .replaceAll("^[-.]+|[-.]+$", "");
        String start = plain.isEmpty() ? "chart" : plain.substring(0, Math.min(LONGEST, plain.length()));
        String unique = start;
        for (int i = 2; !taken.add(unique.toLowerCase(Locale.ROOT)); i++) {
            unique = start + "-" + i;
        }
        return unique;
    }
}
