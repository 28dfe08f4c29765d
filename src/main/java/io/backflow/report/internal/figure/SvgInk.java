// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.figure;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws as SVG; texts have the colour that the place around the picture has, and a font that every reader has. */
public final class SvgInk implements Ink {

    private static final double MILLIMETRES = 25.4 / 96;

    private final StringBuilder svg = new StringBuilder();

    @Override
    public void line(double[] x, double[] y, Pen pen) {
        StringBuilder path = new StringBuilder();
        boolean down = false;
        for (int i = 0; i < x.length; i++) {
            boolean there = Double.isFinite(x[i]) && Double.isFinite(y[i]);
            if (there) {
                path.append(down ? 'L' : 'M').append(number(x[i])).append(' ').append(number(y[i]));
                path.append(down || (i + 1 < x.length && Double.isFinite(y[i + 1])) ? "" : "h.1");
            }
            down = there;
        }
        String dash = pen.dash().isEmpty()
                ? ""
                : pen.dash().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(" ", " stroke-dasharray=\"", "\""));
        svg.append("<path fill=\"none\" stroke=\"").append(colour(pen.colour()));
        svg.append("\" stroke-width=\"").append(number(pen.width())).append('"').append(dash);
        svg.append(" d=\"").append(path).append("\"/>");
    }

    @Override
    public void area(double[] x, double[] y, int colour, double opacity) {
        svg.append("<path fill=\"")
                .append(colour(colour))
                .append("\" fill-opacity=\"")
                .append(opacity);
        svg.append("\" d=\"");
        for (int i = 0; i < x.length; i++) {
            svg.append(i == 0 ? 'M' : 'L').append(number(x[i])).append(' ').append(number(y[i]));
        }
        svg.append("z\"/>");
    }

    @Override
    public void rectangles(List<double[]> all, int colour) {
        svg.append("<path fill=\"").append(colour(colour)).append("\" shape-rendering=\"crispEdges\" d=\"");
        for (double[] one : all) {
            svg.append('M').append(number(one[0])).append(' ').append(number(one[1]));
            svg.append('h').append(number(one[2])).append('v').append(number(one[3]));
            svg.append('h').append(number(-one[2])).append('z');
        }
        svg.append("\"/>");
    }

    @Override
    public void text(double x, double y, String text, Anchor anchor) {
        svg.append("<text x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(number(y))
                .append('"');
        svg.append(
                anchor == Anchor.START ? "" : " text-anchor=\"" + anchor.name().toLowerCase(Locale.ROOT) + "\"");
        svg.append('>').append(escaped(text)).append("</text>");
    }

    @Override
    public void upwards(double x, double y, String text) {
        svg.append("<text text-anchor=\"middle\" transform=\"translate(")
                .append(number(x))
                .append(' ');
        svg.append(number(y)).append(")rotate(-90)\">").append(escaped(text)).append("</text>");
    }

    /** Returns what was drawn as an element of a page, as wide as there is room. */
    public String element(double width, double height) {
        return "<svg viewBox=\"0 0 " + number(width) + " " + number(height)
                + "\" role=\"img\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"" + number(LETTERS) + "\">"
                + svg + "</svg>";
    }

    /** Returns what was drawn as a file whose size is in millimetres. */
    public String file(double width, double height) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + element(width, height)
                        .replaceFirst(
                                "<svg ",
                                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + number(width * MILLIMETRES)
                                        + "mm\" height=\"" + number(height * MILLIMETRES) + "mm\" ")
                        .replaceFirst(">", "><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>")
                + "\n";
    }

    private static String colour(int colour) {
        return String.format(Locale.ROOT, "#%06x", colour);
    }

    /** Returns a number with at most one decimal. */
    private static String number(double value) {
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : Double.toString(tenths / 10.0);
    }

    /** Returns a text as the content of an element or an attribute; what XML cannot hold is a question mark. */
    public static String escaped(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isOfXml(point) ? point : '?');
            }
        });
        return safe.toString();
    }

    private static boolean isOfXml(int point) {
        boolean isSurrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        boolean isSpace = point == '\t' || point == '\n' || point == '\r';
        return isSpace || (point >= ' ' && !isSurrogate && point != 0xfffe && point != 0xffff);
    }
}
