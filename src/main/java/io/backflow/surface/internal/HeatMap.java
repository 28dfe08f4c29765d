// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** One quantity of a surface in colours, with axes and a scale beside it. */
final class HeatMap {

    private static final int TICK = 6;
    private static final int BAR_GAP = 18;
    private static final int BAR_WIDTH = 18;

    private final Surface surface;
    private final Graphics2D graphics;
    private final Rectangle area;
    private final AxisConfig w;
    private final AxisConfig b;

    /** A map in an area, around which there has to be room for the labels. */
    HeatMap(Surface surface, Graphics2D graphics, Rectangle area) {
        this.surface = surface;
        this.graphics = graphics;
        this.area = area;
        this.w = surface.config().w();
        this.b = surface.config().b();
    }

    void draw(String title, ToDoubleFunction<SurfacePoint> quantity) {
        ColourScale scale = ColourScale.of(surface.points().stream().mapToDouble(quantity));
        BufferedImage cells = new BufferedImage(w.points(), b.points(), BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < b.points(); row++) {
            for (int column = 0; column < w.points(); column++) {
                double value = quantity.applyAsDouble(surface.at(column, row));
                cells.setRGB(column, b.points() - 1 - row, scale.colour(value).getRGB());
            }
        }
        graphics.drawImage(cells, area.x, area.y, area.width, area.height, null);
        graphics.setColor(Color.BLACK);
        graphics.setStroke(new BasicStroke(1f));
        graphics.draw(area);
        centred(title, area.x + area.width / 2, area.y - 14);
        axes();
        bar(scale);
    }

    private void axes() {
        FontMetrics font = graphics.getFontMetrics();
        int bottom = area.y + area.height;
        Ticks ticksOfW = new Ticks(w.from(), w.to());
        Ticks ticksOfB = new Ticks(b.from(), b.to());
        for (double tick : ticksOfW.places()) {
            int x = (int) Math.round(place(tick, b.from()).getX());
            graphics.drawLine(x, bottom, x, bottom + TICK);
            centred(ticksOfW.text(tick), x, bottom + TICK + font.getAscent() + 2);
        }
        for (double tick : ticksOfB.places()) {
            int y = (int) Math.round(place(w.from(), tick).getY());
            graphics.drawLine(area.x - TICK, y, area.x, y);
            String label = ticksOfB.text(tick);
            graphics.drawString(label, area.x - TICK - 4 - font.stringWidth(label), y + font.getAscent() / 2 - 1);
        }
        centred("recurrent weight w", area.x + area.width / 2, bottom + TICK + 2 * font.getHeight() + 4);
        graphics.rotate(-Math.PI / 2);
        centred("bias b", -(area.y + area.height / 2), area.x - 62);
        graphics.rotate(Math.PI / 2);
    }

    private void bar(ColourScale scale) {
        int left = area.x + area.width + BAR_GAP;
        for (int y = 0; y < area.height; y++) {
            graphics.setColor(ColourScale.at(1 - (double) y / (area.height - 1)));
            graphics.fillRect(left, area.y + y, BAR_WIDTH, 1);
        }
        graphics.setColor(Color.BLACK);
        graphics.drawRect(left, area.y, BAR_WIDTH, area.height);
        for (double tick : scale.ticks()) {
            int y = area.y + (int) Math.round((1 - scale.share(tick)) * area.height);
            graphics.drawLine(left + BAR_WIDTH, y, left + BAR_WIDTH + TICK, y);
            String label = oneDigit(tick);
            graphics.drawString(
                    label,
                    left + BAR_WIDTH + TICK + 3,
                    y + graphics.getFontMetrics().getAscent() / 2 - 1);
        }
    }

    /**
     * Draws what gradient descent visits, as a line with a dot at each point; what is outside of the map is cut off.
     */
    void trajectory(List<SurfacePoint> points, BasicStroke line, Color colour) {
        Path2D path = new Path2D.Double();
        Point2D start = place(points.get(0));
        path.moveTo(start.getX(), start.getY());
        points.stream().skip(1).map(this::place).forEach(point -> path.lineTo(point.getX(), point.getY()));
        Shape clip = graphics.getClip();
        graphics.clip(area);
        haloed(path, line, colour);
        points.stream().map(this::place).forEach(point -> dot(point, 2.2, colour));
        graphics.setClip(clip);
    }

    /** Draws a line with a darker edge, so that it is seen on any colour. */
    private void haloed(Shape path, BasicStroke line, Color colour) {
        graphics.setColor(Color.BLACK);
        graphics.setStroke(new BasicStroke(
                line.getLineWidth() + 1.6f,
                line.getEndCap(),
                line.getLineJoin(),
                line.getMiterLimit(),
                line.getDashArray(),
                line.getDashPhase()));
        graphics.draw(path);
        graphics.setColor(colour);
        graphics.setStroke(line);
        graphics.draw(path);
    }

    private void dot(Point2D at, double radius, Color colour) {
        graphics.setColor(colour);
        graphics.fill(new Ellipse2D.Double(at.getX() - radius, at.getY() - radius, 2 * radius, 2 * radius));
    }

    /** Marks a point of the map with a ring and a text to the right of it, or to the left. */
    void mark(SurfacePoint point, String text, boolean right) {
        Point2D at = place(point);
        if (!area.contains(at)) {
            return;
        }
        haloed(new Ellipse2D.Double(at.getX() - 6, at.getY() - 6, 12, 12), new BasicStroke(1.6f), Color.WHITE);
        int width = graphics.getFontMetrics().stringWidth(text);
        float x = (float) (right ? at.getX() + 12 : at.getX() - 12 - width);
        float y = (float) at.getY() - 8;
        graphics.setColor(Color.BLACK);
        graphics.drawString(text, x + 1, y + 1);
        graphics.setColor(Color.WHITE);
        graphics.drawString(text, x, y);
    }

    /** Draws a line as trajectories have it, for a legend. */
    void sample(double x, double y, BasicStroke line, Color colour) {
        haloed(new Line2D.Double(x, y, x + 46, y), line, colour);
    }

    private Point2D place(SurfacePoint point) {
        return place(point.w(), point.b());
    }

    private Point2D place(double atW, double atB) {
        return new Point2D.Double(
                area.x + area.width * (atW - w.from()) / (w.to() - w.from()),
                area.y + area.height * (b.to() - atB) / (b.to() - b.from()));
    }

    private void centred(String text, int x, int y) {
        graphics.drawString(text, x - graphics.getFontMetrics().stringWidth(text) / 2, y);
    }

    private static String oneDigit(double tick) {
        return tick >= 1e-3 && tick < 1e4
                ? new BigDecimal(tick).round(new MathContext(1)).toPlainString()
                : String.format(Locale.ROOT, "%.0e", tick);
    }
}
