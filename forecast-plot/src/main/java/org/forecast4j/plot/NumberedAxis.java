package org.forecast4j.plot;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.IntFunction;
import org.forecast4j.internal.Text;
import org.knowm.xchart.XYChart;

/**
 * The axis below a chart of values that are numbered from 1, each with a text. The charts' own axes
 * write numbers alone, and never end where two texts are equal.
 *
 * @param title what it shows
 * @param first the number of the first value
 * @param last the number of the last
 * @param text of each number
 */
record NumberedAxis(String title, int first, int last, IntFunction<String> text) {
  private static final int BELOW = 46;
  private static final int DAYS_WITH_DAY = 400;
  private static final int MONTH = "2018-10".length();

  /** An axis of days, UTC, of cases in the order of time, from one of them on. */
  static NumberedAxis ofDays(String title, List<Instant> moments, int first) {
    LocalDate start = day(moments, 1);
    LocalDate end = day(moments, moments.size());
    boolean withDay = end.toEpochDay() - start.toEpochDay() <= DAYS_WITH_DAY;
    return new NumberedAxis(
        title,
        first,
        moments.size(),
        number -> {
          String day = day(moments, number).toString();
          return withDay ? day : day.substring(0, MONTH);
        });
  }

  private static LocalDate day(List<Instant> moments, int number) {
    return LocalDate.ofInstant(moments.get(number - 1), ZoneOffset.UTC);
  }

  /** Paints a chart with this axis below it. */
  void paint(Graphics2D on, XYChart chart, int width, int height) {
    chart.getStyler().setXAxisTicksVisible(false).setXAxisTitleVisible(false);
    double room = first == last ? 0.5 : 0;
    chart.getStyler().setXAxisMin(first - room).setXAxisMax(last + room);
    chart.paint(on, width, height - BELOW);
    double left = chart.getScreenXFromChart(first - room);
    double right = chart.getScreenXFromChart(last + room);
    int base = height - BELOW - 6;
    on.setFont(Style.PLAIN);
    on.setColor(Style.INK);
    on.setStroke(new BasicStroke(1));
    FontMetrics metrics = on.getFontMetrics();
    int step = step(metrics, (right - left) / Math.max(1, last - first));
    for (int number = first; number <= last; number++) {
      if (number % step == 0 || first == last) {
        int at = (int) Math.round(chart.getScreenXFromChart(number));
        String label = Text.printable(text.apply(number));
        if (label.isEmpty()) {
          continue;
        }
        on.drawLine(at, base, at, base + 4);
        on.drawString(label, at - metrics.stringWidth(label) / 2, base + 18);
      }
    }
    on.setFont(Style.PLAIN.deriveFont(Font.BOLD));
    String said = Text.printable(title);
    int center = (int) Math.round((left + right) / 2);
    on.drawString(said, center - on.getFontMetrics().stringWidth(said) / 2, height - 12);
  }

  /** 1, 2 or 5 times a power of ten, so that texts stay apart. */
  private int step(FontMetrics metrics, double pixels) {
    int widest = 0;
    for (int i = 0; i <= 10; i++) {
      int number = first + (int) ((long) i * (last - first) / 10);
      widest = Math.max(widest, metrics.stringWidth(Text.printable(text.apply(number))));
    }
    int power = 1;
    while (true) {
      for (int factor : new int[] {1, 2, 5}) {
        if (factor * power * pixels >= widest + 16 || power >= 1_000_000_000) {
          return factor * power;
        }
      }
      power *= 10;
    }
  }
}
