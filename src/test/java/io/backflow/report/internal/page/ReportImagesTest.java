// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

class ReportImagesTest {

    @TempDir
    private Path folder;

    @Test
    void everyPanelIsAnSvgAndAPngOfTheSizeThatIsSaid() throws Exception {
        Path runs = folder.resolve("runs");
        RunFiles.comparison(runs, 2, 200);
        Path other = folder.resolve("other");
        RunFiles.run(other.resolve("copy/<b>&/none/seed-1"), 200, 3);
        RunFiles.spoil(other.resolve("copy/<b>&/none/seed-1"));
        Path images = Files.createDirectories(folder.resolve("images"));
        List<String> lines = ReportImages.write(ReportData.read(List.of(runs, other)), images);
        assertThat(lines)
                .hasSizeGreaterThan(10)
                .anyMatch(line -> line.endsWith("copy-runs-loss.png: 160 x 85 mm, 1890 x 1000 pixels"));
        try (Stream<Path> files = Files.list(images)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".svg")).toList()) {
                Element svg = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(file.toFile())
                        .getDocumentElement();
                assertThat(svg.getAttribute("width")).isEqualTo("160mm");
                assertThat(svg.getAttribute("height")).matches("[0-9.]+mm");
                assertThat(svg.getElementsByTagName("text").getLength()).isGreaterThan(3);
                Node markup = svg.getElementsByTagName("b").item(0);
                assertThat(markup).as(file.toString()).isNull();
            }
        }
        assertThat(images.resolve("copy-other-loss.svg")).doesNotExist(); // all of it is NaN
        assertThat(images.resolve("copy-other-flow.svg")).content().contains("&lt;b&gt;&amp;", "#00c2c7");
    }

    @Test
    void pixelsAreThoseOfTheChart() throws Exception {
        RunFiles.comparison(folder.resolve("runs"), 1, 200);
        Path page = folder.resolve("page.html");
        assertThat(HtmlReport.write(List.of(folder.resolve("runs")), page, folder))
                .hasSize(8);
        assertThat(page).isNotEmptyFile();
        BufferedImage loss = ImageIO.read(folder.resolve("loss.png").toFile());
        int coloured = 0;
        for (int y = 0; y < loss.getHeight(); y++) {
            for (int x = 0; x < loss.getWidth(); x++) {
                int colour = loss.getRGB(x, y) & 0xffffff;
                coloured += (colour >> 16) != (colour & 0xff) ? 1 : 0;
            }
        }
        assertThat(coloured).isBetween(5_000, 200_000);
        assertThat(new String(Files.readAllBytes(folder.resolve("loss.png")), StandardCharsets.ISO_8859_1))
                .contains("pHYs");
        assertThat(folder.resolve("results.png")).isNotEmptyFile();
        assertThat(folder.resolve("gradient-norm-model.svg")).isNotEmptyFile();
    }
}
