// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Draws into pixels. */
final class RasterInk implements Ink {

    private static final double INCH = 96;
    private static final double INCHES_A_METRE = 1 / 0.0254;
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) LETTERS);

    private final BufferedImage image;
    private final Graphics2D graphics;
    private final int dotsAnInch;

    RasterInk(double width, double height, int dotsAnInch) {
        this.dotsAnInch = dotsAnInch;
        double scale = dotsAnInch / INCH;
        image = new BufferedImage(
                (int) Math.round(width * scale), (int) Math.round(height * scale), BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.scale(scale, scale);
        graphics.setFont(TEXT);
    }

    int width() {
        return image.getWidth();
    }

    int height() {
        return image.getHeight();
    }

    @Override
    public void line(double[] x, double[] y, Pen pen) {
        Path2D path = new Path2D.Double();
        boolean down = false;
        for (int i = 0; i < x.length; i++) {
            boolean there = Double.isFinite(x[i]) && Double.isFinite(y[i]);
            if (there && down) {
                path.lineTo(x[i], y[i]);
            } else if (there) {
                path.moveTo(x[i], y[i]);
                path.lineTo(x[i] + 0.1, y[i]);
            }
            down = there;
        }
        float[] dash = new float[pen.dash().size()];
        for (int i = 0; i < dash.length; i++) {
            dash[i] = pen.dash().get(i);
        }
        graphics.setColor(new Color(pen.colour()));
        float width = (float) pen.width();
        graphics.setStroke(
                dash.length == 0
                        ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
                        : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f, dash, 0f));
        graphics.draw(path);
    }

    @Override
    public void area(double[] x, double[] y, int colour, double opacity) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < x.length; i++) {
            if (i == 0) {
                path.moveTo(x[i], y[i]);
            } else {
                path.lineTo(x[i], y[i]);
            }
        }
        int veil = (int) Math.round(255 * opacity) << 24;
        graphics.setColor(new Color(veil | colour, true));
        graphics.fill(path);
    }

    @Override
    public void rectangles(List<double[]> all, int colour) {
        graphics.setColor(new Color(colour));
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
        all.forEach(one -> graphics.fill(new Rectangle2D.Double(one[0], one[1], one[2], one[3])));
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    }

    @Override
    public void text(double x, double y, String text, Anchor anchor) {
        double width =
                TEXT.getStringBounds(text, graphics.getFontRenderContext()).getWidth();
        double left = anchor == Anchor.START ? x : anchor == Anchor.MIDDLE ? x - width / 2 : x - width;
        graphics.setColor(Color.BLACK);
        graphics.drawString(text, (float) left, (float) y);
    }

    @Override
    public void upwards(double x, double y, String text) {
        AffineTransform before = graphics.getTransform();
        graphics.translate(x, y);
        graphics.rotate(-Math.PI / 2);
        text(0, 0, text, Anchor.MIDDLE);
        graphics.setTransform(before);
    }

    /** Returns the picture as PNG that says how many dots an inch has. */
    byte[] png() throws IOException {
        graphics.dispose();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(stream);
            IIOMetadata metadata =
                    writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
            setDensity(metadata);
            writer.write(new IIOImage(image, null, metadata));
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private void setDensity(IIOMetadata metadata) throws IIOInvalidTreeException {
        String dotsAMetre = Long.toString(Math.round(dotsAnInch * INCHES_A_METRE));
        IIOMetadataNode density = new IIOMetadataNode("pHYs");
        density.setAttribute("pixelsPerUnitXAxis", dotsAMetre);
        density.setAttribute("pixelsPerUnitYAxis", dotsAMetre);
        density.setAttribute("unitSpecifier", "meter");
        IIOMetadataNode root = new IIOMetadataNode("javax_imageio_png_1.0");
        root.appendChild(density);
        metadata.mergeTree("javax_imageio_png_1.0", root);
    }
}
