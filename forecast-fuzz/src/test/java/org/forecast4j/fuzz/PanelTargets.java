package org.forecast4j.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.forecast4j.bundle.BundleException;
import org.forecast4j.bundle.BundleFiles;
import org.forecast4j.series.CalendarCovariates;
import org.forecast4j.series.FitListener;
import org.forecast4j.series.Panel;
import org.forecast4j.series.PanelModel;
import org.forecast4j.series.SeriesColumns;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.series.Timeline;

/** Panels of series: the file of a panel model, and the CSV that series are read from. */
final class PanelTargets {
  private static final int BYTES_PER_BYTE = 20_000;
  private static final int CSV_BYTES_PER_BYTE = 2_000;
  private static final String KIND = "panel";
  private static final String FILE = "model.bin";
  private static final SeriesColumns COLUMNS =
      new SeriesColumns(
          "id", "time", "value", List.of("price"), Optional.of(ZoneId.of("Europe/Berlin")));

  private PanelTargets() {}

  /** The checksums are put right. A model that loads is the same when saved and loaded again. */
  static void readBundle(byte[] input) throws IOException {
    Path folder = Scratch.emptyFolder("panel");
    BundleFiles.write(KIND, folder, Map.of(FILE, Sealed.binary(input)));
    Optional<PanelModel> loaded =
        Contract.of(input, BYTES_PER_BYTE)
            .read(() -> PanelModel.load(folder), Set.of(BundleException.class));
    if (loaded.isEmpty()) {
      return;
    }
    PanelModel model = loaded.get();
    Contract.of(input, BYTES_PER_BYTE)
        .read(() -> model.forecastAll(FitListener.NONE), Set.of(IllegalArgumentException.class));
    Path once = Scratch.emptyFolder("once");
    model.save(once);
    Path again = Scratch.emptyFolder("again");
    PanelModel.load(once).save(again);
    Contract.requireSame(
        Files.readAllBytes(once.resolve(FILE)),
        Files.readAllBytes(again.resolve(FILE)),
        "the panel model");
  }

  static List<byte[]> bundleSeeds() throws IOException {
    Panel panel = Panel.of(List.of(series(0), series(1), series(2), series(3)));
    PanelModel model = PanelModel.builder(2, 4).origins(2).fit(panel);
    return List.of(
        file(model),
        file(model.observe("s1", 5, Double.NaN)),
        file(
            PanelModel.builder(2, 4)
                .origins(2)
                .covariates("price")
                .calendar(CalendarCovariates.WEEKDAY)
                .fit(Panel.of(panel.series().subList(1, 4)))),
        file(PanelModel.builder(1, 1).fit(Panel.of(List.of(TimeSeries.of("a", 1, 2, 3))))));
  }

  private static TimeSeries series(int i) {
    double[] values = new double[16];
    for (int t = 0; t < values.length; t++) {
      values[t] = 10 + i + t % 4 + (t * 7 + i) % 5;
    }
    ZonedDateTime start = ZonedDateTime.of(2024, 1, 31, 0, 0, 0, 0, ZoneOffset.UTC);
    Timeline timeline =
        switch (i) {
          case 0 -> Timeline.counting(1, 1);
          case 1 -> Timeline.every(start, 1, ChronoUnit.MONTHS);
          case 2 -> Timeline.every(start, 15, ChronoUnit.MINUTES);
          default -> Timeline.of(moments(start, values.length));
        };
    return TimeSeries.of("s" + i, timeline, values).withCovariate("price", values);
  }

  private static List<ZonedDateTime> moments(ZonedDateTime start, int count) {
    List<ZonedDateTime> moments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      moments.add(start.plusSeconds((long) i * i));
    }
    return moments;
  }

  private static byte[] file(PanelModel model) throws IOException {
    Path folder = Scratch.emptyFolder("seed");
    model.save(folder);
    return Files.readAllBytes(folder.resolve(FILE));
  }

  /** The first byte says whether there is a covariate. What was read is the same written again. */
  static void readCsv(byte[] input) throws IOException {
    SeriesColumns columns = Sealed.choice(input, 2) == 1 ? COLUMNS : SeriesColumns.DEFAULT;
    Path file = Scratch.path("panel.csv");
    Files.write(file, Sealed.rest(input));
    Optional<Panel> panel =
        Contract.of(input, CSV_BYTES_PER_BYTE)
            .read(() -> Panel.read(file, columns), Set.of(IOException.class));
    if (panel.isPresent()) {
      Path again = Scratch.path("panel-again.csv");
      Files.deleteIfExists(again);
      panel.get().write(again, columns);
      if (!Panel.read(again, columns).equals(panel.get())) {
        throw new AssertionError("the panel is not the same when written and read again");
      }
    }
  }

  static List<byte[]> csvSeeds() {
    return List.of(
        Sealed.chosen(0, utf8("id,time,value\na,3,1.5\na,1,2\nb,7,\na,9,NA\n")),
        Sealed.chosen(0, utf8("time,value,id\n1996-03,1,a\n1996-01,-2e3,a\n1996-04,3,\"a,b\"\n")),
        Sealed.chosen(
            1,
            utf8(
                """
                id,time,value,price
                a,2024-03-30,1,1
                a,2024-03-31,2,
                a,2024-04-01,,3
                b,2024-03-31T01:30,1,1
                b,2024-03-31T03:30,1,1
                """)),
        Sealed.chosen(
            1,
            utf8(
                """
                id,time,value,price
                a,2024-01-31T10:00+01:00[Europe/Berlin],1,1
                a,2024-02-29T10:00:00.5Z,2,2
                a,2024-03-01T10:00Z,4,2
                """)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
