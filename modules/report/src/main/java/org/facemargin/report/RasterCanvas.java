package org.facemargin.report;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Draws as PNG, with twice as many pixels as the figure has px. */
final class RasterCanvas implements Canvas {

  private static final int PIXELS_PER_PX = 2;

  private final BufferedImage image;
  private final Graphics2D pen;

  RasterCanvas(int width, int height) {
    image =
        new BufferedImage(
            PIXELS_PER_PX * width, PIXELS_PER_PX * height, BufferedImage.TYPE_INT_RGB);
    pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    pen.scale(PIXELS_PER_PX, PIXELS_PER_PX);
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, width, height);
  }

  /** Whether this machine has a font to write with: a bare server may have none. */
  static boolean canWrite() {
    try {
      return font().getStringBounds("0", new FontRenderContext(null, true, true)).getWidth() > 0;
    } catch (RuntimeException | LinkageError | InternalError e) {
      return false; // what Java throws where the system's font library or its fonts are missing
    }
  }

  @Override
  public void line(List<Point> points, Pen style) {
    prepare(style.colour(), style.opacity());
    float width = (float) style.width();
    float[] dashes = new float[style.dash().lengths().size()];
    for (int k = 0; k < dashes.length; k++) {
      dashes[k] = style.dash().lengths().get(k);
    }
    pen.setStroke(
        dashes.length > 0
            ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0)
            : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    pen.draw(path(points));
  }

  @Override
  public void area(List<Point> corners, String colour, double opacity) {
    prepare(colour, opacity);
    Path2D path = path(corners);
    path.closePath();
    pen.fill(path);
  }

  @Override
  public void dot(Point centre, double radius, String colour) {
    prepare(colour, 1);
    pen.fill(
        new Ellipse2D.Double(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius));
  }

  @Override
  public void text(Point at, Anchor anchor, Lettering lettering, String text) {
    prepare(lettering.colour(), 1);
    Font font =
        font().deriveFont(lettering.bold() ? Font.BOLD : Font.PLAIN, (float) lettering.size());
    pen.setFont(font);
    double length = font.getStringBounds(text, pen.getFontRenderContext()).getWidth();
    double back =
        switch (anchor) {
          case START -> 0;
          case MIDDLE -> length / 2;
          case END -> length;
        };
    Graphics2D turned = (Graphics2D) pen.create();
    turned.translate(at.x(), at.y());
    turned.rotate(lettering.upwards() ? -Math.PI / 2 : 0);
    turned.drawString(text, (float) -back, 0);
    turned.dispose();
  }

  private static Font font() {
    return new Font(Font.SANS_SERIF, Font.PLAIN, 1);
  }

  /** Writes the picture; nothing can be drawn afterwards. */
  void finish(OutputStream out) throws IOException {
    pen.dispose();
    PngEncoding.write(image, out);
  }

  private void prepare(String colour, double opacity) {
    pen.setColor(Color.decode(colour));
    pen.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) opacity));
  }

  private static Path2D path(List<Point> points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points.get(0).x(), points.get(0).y());
    points.subList(1, points.size()).forEach(p -> path.lineTo(p.x(), p.y()));
    return path;
  }
}
