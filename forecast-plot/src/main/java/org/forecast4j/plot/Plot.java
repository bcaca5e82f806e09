package org.forecast4j.plot;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/**
 * A picture that is ready to be drawn. Drawing takes some ten milliseconds and needs no screen.
 * Immutable and safe for concurrent use.
 */
public abstract sealed class Plot
    permits CoverageChart,
        FanChart,
        MethodComparison,
        PitHistogram,
        ReliabilityDiagram,
        TrainingCurve,
        WeightPath {
  private final int width;
  private final int height;

  Plot(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /** Draws everything within width and height on a white ground. */
  abstract void paint(Graphics2D on);

  /**
   * How wide it is.
   *
   * @return the width in pixels
   */
  public final int width() {
    return width;
  }

  /**
   * How high it is.
   *
   * @return the height in pixels
   */
  public final int height() {
    return height;
  }

  /**
   * Draws it in memory.
   *
   * @return a new image without transparency, {@link #width} by {@link #height} pixels
   * @throws IllegalStateException if it cannot be drawn, as on a machine without fonts
   */
  public final BufferedImage image() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D on = image.createGraphics();
    try {
      drawn(this::paint, on);
    } finally {
      on.dispose();
    }
    return image;
  }

  /**
   * Draws it as a PNG.
   *
   * @return the content of a PNG file
   * @throws IllegalStateException if it cannot be drawn, as on a machine without fonts
   */
  public final byte[] png() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image(), "png", bytes)) {
        throw new IllegalStateException("this Java cannot write a PNG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Draws it as an SVG.
   *
   * @return the content of an SVG file, in UTF-8
   * @throws IllegalStateException if it cannot be drawn, as on a machine without fonts
   */
  public final byte[] svg() {
    VectorGraphics2D on = new VectorGraphics2D();
    drawn(this::paint, on);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new SVGProcessor()
          .getDocument(on.getCommands(), new PageSize(0, 0, width, height))
          .writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void drawn(Consumer<Graphics2D> how, Graphics2D on) {
    try {
      on.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      on.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      on.setColor(Color.WHITE);
      on.fillRect(0, 0, width, height);
      how.accept(on);
    } catch (RuntimeException | LinkageError | InternalError e) {
      throw new IllegalStateException("cannot be drawn: " + e.getMessage(), e);
    }
  }

  /**
   * Writes it, as an SVG if the name ends in {@code .svg}, as a PNG if it ends in {@code .png}. The
   * file appears whole or not at all. An earlier file is replaced only if it is a picture of the
   * same kind or empty.
   *
   * @param file where to; its folder must exist
   * @throws IOException naming the file, if it cannot be written or the picture not be drawn
   * @throws IllegalArgumentException if the name has another ending
   */
  public final void write(Path file) throws IOException {
    PictureFile target = PictureFile.of(file);
    byte[] content;
    try {
      content = target.isSvg() ? svg() : png();
    } catch (IllegalStateException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    target.write(content);
  }

  /**
   * Refuses what {@link #write} would refuse, before anything is computed for a picture.
   *
   * @param file where a picture is to be written
   * @throws IOException naming the file and what is wrong
   * @throws IllegalArgumentException if the name ends in neither {@code .png} nor {@code .svg}
   */
  public static void requireTarget(Path file) throws IOException {
    PictureFile.of(file).requireWritable();
  }
}
