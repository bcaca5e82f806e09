package org.forecast4j.series;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.forecast4j.bundle.BundleException;
import org.forecast4j.bundle.BundleFiles;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.internal.BinaryWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedPanelModelTest {
  private static final int HORIZON = 4;
  private static final ZonedDateTime START =
      ZonedDateTime.of(2024, 1, 31, 9, 30, 0, 0, ZoneId.of("Europe/Berlin"));
  private static final PanelModel MODEL = PanelModel.builder(HORIZON, 4).fit(panel());

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void save() throws IOException {
    folder = temporary.resolve("sales");
    MODEL.save(folder);
  }

  /** Series with every kind of timeline, a gap, a zero, covariates, and one that is too short. */
  private static Panel panel() {
    Random random = new Random(5);
    List<TimeSeries> series = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      double[] values = new double[24 + i % 5];
      double level = 50 * (i + 1);
      for (int t = 0; t < values.length; t++) {
        level += 1 + random.nextGaussian();
        values[t] = level * (1 + 0.1 * (t % 4 - 1.5));
      }
      values[7] = i == 3 ? Double.NaN : i == 4 ? 0 : values[7];
      series.add(TimeSeries.of("s" + i, timeline(i, values.length), values));
    }
    double[] known = new double[40];
    known[39] = Double.NaN;
    series.add(series.get(0).withCovariate("price", known));
    series.remove(0);
    series.add(TimeSeries.of("short", 1, 2));
    return Panel.of(series);
  }

  private static Timeline timeline(int i, int length) {
    return switch (i % 4) {
      case 0 -> Timeline.counting(-7, 3);
      case 1 -> Timeline.every(START, 1, ChronoUnit.MONTHS);
      case 2 -> Timeline.every(START, 15, ChronoUnit.MINUTES);
      default -> {
        List<ZonedDateTime> moments = new ArrayList<>();
        for (int place = 0; place < length + 3; place++) {
          moments.add(START.plusSeconds((long) place * place).plusNanos(5));
        }
        yield Timeline.of(moments);
      }
    };
  }

  private static void assertSame(PanelModel actual, PanelModel expected) {
    assertThat(actual.weights()).isEqualTo(expected.weights());
    assertThat(actual.skipped()).isEqualTo(expected.skipped()).containsOnlyKeys("short");
    assertThat(actual.pastForecasts()).isEqualTo(expected.pastForecasts());
    List<SeriesForecast> forecasts = actual.forecastAll(FitListener.NONE);
    List<SeriesForecast> others = expected.forecastAll(FitListener.NONE);
    assertThat(forecasts).hasSameSizeAs(others).hasSize(30);
    for (int i = 0; i < others.size(); i++) {
      assertThat(forecasts.get(i).series()).isEqualTo(others.get(i).series());
      assertThat(forecasts.get(i).forecast()).isEqualTo(others.get(i).forecast());
      for (int step = 0; step < HORIZON; step++) {
        assertThat(forecasts.get(i).time(step)).isEqualTo(others.get(i).time(step));
        assertThat(forecasts.get(i).interval(step, 0.9))
            .isEqualTo(others.get(i).interval(step, 0.9));
      }
    }
    assertThat(actual.explain("s7").forecast()).isEqualTo(expected.explain("s7").forecast());
  }

  @Test
  void a_loaded_model_forecasts_to_the_bit_what_the_saved_one_does() throws IOException {
    PanelModel loaded = PanelModel.load(folder);
    assertSame(loaded, MODEL);
    assertThat(loaded).hasToString(MODEL.toString());
    assertSame(loaded.observe("s5", 300, 310), MODEL.observe("s5", 300, 310));
  }

  @Test
  void what_it_has_observed_is_saved_with_it() throws IOException {
    PanelModel later = MODEL.observe("s5", 300, 310).observe("s8", Double.NaN, 4);
    later.save(folder);
    PanelModel loaded = PanelModel.load(folder);
    assertSame(loaded, later);
    assertThat(loaded.forecast("s5").series().length())
        .isEqualTo(MODEL.forecast("s5").series().length() + 2);
  }

  @Test
  void the_same_model_of_other_series_is_saved_with_them() throws IOException {
    TimeSeries later = MODEL.forecast("s8").series().with(400, 410);
    TimeSeries other = TimeSeries.of("new", MODEL.forecast("s9").series().values());
    TimeSeries same = MODEL.forecast("s7").series();
    PanelModel model = MODEL.with(Panel.of(List.of(other, same, later)));
    model.save(folder);
    PanelModel loaded = PanelModel.load(folder);
    assertThat(loaded.weights()).isEqualTo(MODEL.weights());
    assertThat(loaded.forecastAll(FitListener.NONE))
        .extracting(each -> each.series().id())
        .containsExactly("new", "s7", "s8");
    assertThat(loaded.forecast("s7").forecast()).isEqualTo(MODEL.forecast("s7").forecast());
    assertThat(loaded.forecast("s8").forecast())
        .isEqualTo(MODEL.observe("s8", 400, 410).forecast("s8").forecast());
    assertThat(loaded.explain("new").forecast()).isEqualTo(MODEL.explain(other).forecast());
    assertThatThrownBy(() -> loaded.forecast("s1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("series is 's1'; expected one of the model's 3");
  }

  @Test
  void saving_again_or_after_loading_writes_the_same_bytes() throws IOException {
    Path again = temporary.resolve("again");
    PanelModel.load(folder).save(again);
    assertThat(ForecastBundle.verify(again)).isEqualTo(ForecastBundle.verify(folder));
    assertThat(Files.readAllBytes(again.resolve("bundle.properties")))
        .isEqualTo(Files.readAllBytes(folder.resolve("bundle.properties")));
  }

  @Test
  void it_loads_from_a_zip_file() throws IOException {
    Path zip = temporary.resolve("model.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String name : List.of("bundle.properties", "model.bin")) {
        out.putNextEntry(new ZipEntry("models/sales/" + name));
        out.write(Files.readAllBytes(folder.resolve(name)));
      }
    }
    assertSame(PanelModel.loadZip(zip), MODEL);
  }

  /** Written when panels were first saved. Another platform may round a logarithm otherwise. */
  @Test
  void the_first_format_forecasts_from_the_class_path_what_it_did() throws IOException {
    PanelModel golden = PanelModel.loadResource(getClass(), "/golden-panel-1");
    assertThat(golden.pastForecasts()).isEqualTo(24);
    SeriesForecast forecast = golden.explain("s1");
    assertThat(forecast.forecast().path())
        .containsExactly(
            new double[] {71.203681998281, 77.4853626184651, 83.37740374347068}, within(1e-7));
    assertThat(forecast.interval(2, 0.8).lower()).isCloseTo(80.86287021413175, within(1e-7));
    assertThat(forecast.time(0)).isEqualTo("2021-10-31T08:00+01:00[Europe/Berlin]");
    assertThat(golden.forecast("s2").time(0)).isEqualTo("2022-01-31T08:00+01:00[Europe/Berlin]");
    assertThat(golden.forecast("s2").step(2)).isCloseTo(74.40232144140214, within(1e-7));
    golden.save(folder);
    for (String name : List.of("bundle.properties", "model.bin")) {
      try (InputStream file = getClass().getResourceAsStream("/golden-panel-1/" + name)) {
        assertThat(folder.resolve(name)).hasBinaryContent(requireNonNull(file).readAllBytes());
      }
    }
  }

  @Test
  void a_damaged_model_is_refused_by_the_name_of_its_file() throws IOException {
    Path file = folder.resolve("model.bin");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> PanelModel.load(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("model.bin: altered");
    Files.delete(file);
    assertThatThrownBy(() -> PanelModel.load(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("model.bin: missing");
  }

  @Test
  void a_model_of_another_kind_is_refused_either_way() {
    assertThatThrownBy(() -> ForecastBundle.load(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("bundle.properties: kind is 'panel'; expected 'forecaster'");
    assertThatThrownBy(() -> PanelModel.loadResource(getClass(), "/golden-bundle-1"))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("kind is 'forecaster'; expected 'panel'");
  }

  @Test
  void what_cannot_be_a_panel_model_is_refused_with_the_value() throws IOException {
    assertRefused(start().putInt(0).putInt(0), "number of series is 0; expected 1 to");
    assertRefused(
        one(
            out ->
                out.putEnum(TimeFormat.NUMBER).putEnum(Places.Form.NUMBERS).putLong(1).putLong(0)),
        "step is 0; expected 1 to");
    assertRefused(
        one(
            out ->
                out.putEnum(TimeFormat.NUMBER)
                    .putEnum(Places.Form.NUMBERS)
                    .putLong(Long.MAX_VALUE)
                    .putLong(1)),
        "times go on beyond all calendars");
    assertRefused(
        one(out -> out.putEnum(TimeFormat.NUMBER).putEnum(Places.Form.MOMENTS).putInt(0)),
        "number of moments is 0");
    assertRefused(
        one(
            out ->
                out.putEnum(TimeFormat.MOMENT)
                    .putEnum(Places.Form.MOMENTS)
                    .putInt(1)
                    .putLong(0)
                    .putInt(0)
                    .putString("Mars/Olympus")),
        "a moment is none: Unknown time-zone ID: Mars/Olympus");
  }

  private static BinaryWriter start() {
    BinaryWriter out = new BinaryWriter("panel-model", 1);
    PanelSettings.of(1, 1, Gaps.REFUSE, 0, KnownCovariates.NONE).write(out);
    return out;
  }

  /** A panel of one series, whose timeline is given. */
  private static BinaryWriter one(Consumer<BinaryWriter> timeline) {
    BinaryWriter out = start().putInt(1).putString("a").putDoubles(new double[] {1, 2});
    timeline.accept(out);
    return out;
  }

  private void assertRefused(BinaryWriter out, String message) throws IOException {
    BundleFiles.write("panel", folder, Map.of("model.bin", out.toBytes()));
    assertThatThrownBy(() -> PanelModel.load(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("model.bin: ")
        .hasMessageContaining(message);
  }
}
