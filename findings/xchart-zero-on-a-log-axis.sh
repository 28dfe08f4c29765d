#!/usr/bin/env bash
# XChart refuses to draw a curve with a zero on a logarithmic axis, and leaves an empty file.
#
# Version:   xchart 4.0.3.
# Behaviour: a series with a zero is accepted and saving the image throws "cannot be less or equal to zero for a
#            logarithmic Y-Axis", after the file has been opened: what is left is a PNG of 0 bytes. A gradient of
#            exactly 0 is nothing unusual; NaN beside it is drawn as a gap.
# Expected:  a gap, as for NaN, or an error when the series is added.
source "$(dirname "$0")/lib.sh"
maven org.knowm.xchart:xchart:4.0.3
seen <<'TEXT'
NaN: drawn, file of an image
zero: not drawn, file of 0 bytes
TEXT
run_java -Djava.awt.headless=true <<'JAVA'
import java.nio.file.Files;
import java.nio.file.Path;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

public class Finding {
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("chart");
    print(folder, "NaN", Double.NaN);
    print(folder, "zero", 0);
  }

  static void print(Path folder, String what, double value) throws Exception {
    XYChart chart = new XYChartBuilder().width(200).height(100).build();
    chart.getStyler().setYAxisLogarithmic(true);
    chart.addSeries("norm", new double[] {1, 2, 3}, new double[] {0.1, value, 1});
    Path file = folder.resolve(what + ".png");
    String outcome = "drawn";
    try {
      BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
    } catch (IllegalArgumentException e) {
      outcome = "not drawn";
    }
    System.out.printf("%s: %s, file of %s%n", what, outcome, Files.size(file) == 0 ? "0 bytes" : "an image");
    Files.delete(file);
  }
}
JAVA
