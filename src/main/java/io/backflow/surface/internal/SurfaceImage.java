// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** An error surface as a picture: the error beside the norm of its gradient, with gradient descent over both. */
public final class SurfaceImage {

    private static final int WIDTH = 1560;
    private static final int HEIGHT = 830;
    private static final int SIDE = 560;
    private static final int TOP = 110;
    private static final int FIRST = 100;
    private static final int SECOND = 870;
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 19);

    private static final BasicStroke SOLID = new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final BasicStroke DASHED =
            new BasicStroke(2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f, new float[] {7f, 5f}, 0f);
    private static final Color PLAIN = Color.WHITE;
    private static final Color CLIPPED = new Color(0xff7f50);

    private SurfaceImage() {}

    /**
     * Draws into a file in the format of PNG.
     *
     * @throws IOException if the file cannot be written
     */
    public static void draw(Surface surface, Path file) throws IOException {
        Files.write(file, png(image(surface)));
    }

    /** Encodes in memory: given a file that it cannot write, ImageIO prints a stack trace or hides the reason. */
    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, "png", stream)) {
                throw new IOException("This Java cannot write PNG");
            }
        }
        return bytes.toByteArray();
    }

    private static BufferedImage image(Surface surface) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, WIDTH, HEIGHT);
            draw(surface, graphics);
        } finally {
            graphics.dispose();
        }
        return image;
    }

    private static void draw(Surface surface, Graphics2D graphics) {
        graphics.setColor(Color.BLACK);
        graphics.setFont(TITLE);
        graphics.drawString(
                "The error of one recurrent unit, and gradient descent with and without clipping", FIRST, 38);
        graphics.setFont(TEXT);
        graphics.drawString(formula(surface.config().surface()), FIRST, 64);
        map(surface, graphics, FIRST, "error E", SurfacePoint::error);
        HeatMap map = map(surface, graphics, SECOND, "norm of the gradient of E", SurfacePoint::gradientNorm);
        legend(map, graphics, surface.config().descent());
    }

    private static HeatMap map(
            Surface surface, Graphics2D graphics, int left, String title, ToDoubleFunction<SurfacePoint> quantity) {
        HeatMap map = new HeatMap(surface, graphics, new Rectangle(left, TOP, SIDE, SIDE));
        map.draw(title, quantity);
        List<SurfacePoint> plain = surface.plain();
        map.trajectory(plain, SOLID, PLAIN);
        map.trajectory(surface.clipped(), DASHED, CLIPPED);
        map.mark(plain.get(0), "start", true);
        int thrown = surface.longestStep();
        if (plain.get(thrown).gradientNorm() > surface.config().descent().maxNorm()) {
            map.mark(plain.get(thrown + 1), "thrown here by step " + (thrown + 1), false);
        }
        return map;
    }

    private static String formula(UnitConfig unit) {
        return String.format(
                Locale.ROOT,
                "x(t) = w \u03c3(x(t-1)) + b, x(0) = %s,   E = (\u03c3(x(%d)) - %s)\u00b2",
                unit.start(),
                unit.steps(),
                unit.target());
    }

    private static void legend(HeatMap map, Graphics2D graphics, DescentConfig descent) {
        int y = HEIGHT - 40;
        map.sample(FIRST, y, SOLID, PLAIN);
        map.sample(SECOND, y, DASHED, CLIPPED);
        graphics.setColor(Color.BLACK);
        graphics.drawString(
                "gradient descent, learning rate " + descent.learningRate() + ", " + descent.updates() + " updates",
                FIRST + 58,
                y + 5);
        graphics.drawString("the same with the gradient clipped to norm " + descent.maxNorm(), SECOND + 58, y + 5);
    }
}
