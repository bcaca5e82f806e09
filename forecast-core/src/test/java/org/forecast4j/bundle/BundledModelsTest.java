package org.forecast4j.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.LabeledPattern;
import org.forecast4j.NamedForecaster;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.CrossConformal;
import org.forecast4j.conformal.OnlineRule;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.linear.CorrectedForecaster;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.internal.DriftCodec;
import org.forecast4j.testkit.internal.DriftCodec.Drift;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles of a forecaster alone, of members with names, and of forecasters of an application. */
class BundledModelsTest {
  private static final Shape SHAPE = new Shape(6, 3);
  private static final BundleInfo INFO = new BundleInfo("walks", "1", "metres", "walks, seed 1", 1);
  private static final List<LabeledPattern> TRAINING = Examples.randomWalks(200, SHAPE, 1);
  private static final List<LabeledPattern> CALIBRATION = Examples.randomWalks(100, SHAPE, 2);
  private static final List<LabeledPattern> QUERIES = Examples.randomWalks(20, SHAPE, 3);
  private static final DriftCodec CODEC = new DriftCodec();

  @TempDir Path temporary;

  private static DejavuForecaster dejavu(int k) {
    return DejavuForecaster.builder(TRAINING).k(k).growing(500).build();
  }

  private ForecastBundle reloaded(ForecastBundle bundle, ForecasterCodec<?>... codecs)
      throws IOException {
    Path folder = temporary.resolve("bundle");
    bundle.save(folder, codecs);
    ForecastBundle loaded = ForecastBundle.load(folder, codecs);
    Path again = temporary.resolve("again");
    loaded.save(again, codecs);
    assertThat(Files.readAllBytes(again.resolve(Manifest.FILE_NAME)))
        .isEqualTo(Files.readAllBytes(folder.resolve(Manifest.FILE_NAME)));
    return loaded;
  }

  private static void assertSame(ConformalWrapper loaded, ConformalWrapper saved) {
    ConformalWrapper one = loaded;
    ConformalWrapper other = saved;
    for (LabeledPattern query : QUERIES) {
      assertThat(one.explain(query.pattern(), 0.9)).isEqualTo(other.explain(query.pattern(), 0.9));
      one = one.observe(one.forecast(query.pattern(), 0.9), query.outcome());
      other = other.observe(other.forecast(query.pattern(), 0.9), query.outcome());
    }
  }

  @Test
  void a_forecaster_alone_is_saved_with_intervals() throws IOException {
    for (Forecaster alone :
        List.of(
            dejavu(10),
            LinearForecaster.fit(TRAINING, 1),
            new Persistence(SHAPE),
            dejavu(10).named("near"),
            CorrectedForecaster.builder(new Persistence(SHAPE), 5).build(),
            CorrectedForecaster.builder(dejavu(10).named("near"), 5).build())) {
      ConformalWrapper wrapper =
          AdaptiveConformal.builder(alone).online(OnlineRule.aci(0.01)).calibrate(CALIBRATION);
      ForecastBundle loaded = reloaded(ForecastBundle.of(INFO, wrapper, "", Map.of()));
      assertThat(loaded.forecaster().name()).isEqualTo(alone.name());
      assertThat(NamedForecaster.unnamed(loaded.forecaster()))
          .isInstanceOf(NamedForecaster.unnamed(alone).getClass());
      assertSame(loaded.conformal(), wrapper);
      assertThat(loaded.ensemble().members()).containsExactly(loaded.forecaster());
      assertThat(loaded.withLearning(false).forecaster().learned()).isEmpty();
    }
  }

  @Test
  void a_model_is_saved_without_intervals_and_says_so() throws IOException {
    LinearForecaster linear = LinearForecaster.fit(TRAINING, 1);
    WeightedEnsemble ensemble = WeightedEnsemble.of(List.of(linear, dejavu(10)), 0.5, 0.5);
    for (Forecaster model : List.of(linear, ensemble)) {
      ForecastBundle loaded = reloaded(ForecastBundle.of(INFO, model, "", Map.of()));
      assertThat(loaded.hasIntervals()).isFalse();
      for (LabeledPattern query : QUERIES) {
        assertThat(loaded.forecaster().explain(query.pattern()))
            .isEqualTo(model.explain(query.pattern()));
      }
      assertThat(loaded.toString())
          .startsWith("walks 6→3: ")
          .endsWith(", no intervals")
          .isEqualTo(ForecastBundle.of(INFO, model, "", Map.of()).toString());
      assertThatThrownBy(loaded::conformal)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("bundle 'walks' holds a forecaster without intervals");
    }
  }

  @Test
  void names_travel_through_bundle_explanation_and_report() throws IOException {
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(List.of(dejavu(5).named("near"), dejavu(50).named("far")), 0.25, 0.75);
    ConformalWrapper wrapper = SplitConformal.calibrate(ensemble, CALIBRATION);
    ForecastBundle loaded = reloaded(ForecastBundle.of(INFO, wrapper, "", Map.of()));
    assertSame(loaded.conformal(), wrapper);
    assertThat(loaded.conformal().explain(QUERIES.get(0).pattern(), 0.9).components())
        .extracting(component -> component.name())
        .containsExactly("near", "far");
    assertThat(loaded.toString()).startsWith("walks 6→3: 0.25 near + 0.75 far, ");
    assertThat(Evaluator.of(loaded.conformal(), 0.9).report(QUERIES).toString())
        .contains("near", "far");
    assertThat(loaded.ensemble().observe(QUERIES.get(0).pattern(), QUERIES.get(0).outcome()))
        .extracting(Forecaster::learned)
        .asString()
        .contains("near.outcomes", "far.outcomes");
  }

  @Test
  void what_older_readers_can_read_is_written_for_them() throws IOException {
    WeightedEnsemble plain = WeightedEnsemble.of(List.of(dejavu(5), new Persistence(SHAPE)), 1, 0);
    assertThat(format(plain)).isEqualTo("1");
    assertThat(format(dejavu(5))).isEqualTo("2");
    assertThat(format(WeightedEnsemble.of(dejavu(5).named("near")))).isEqualTo("2");
  }

  private String format(Forecaster forecaster) throws IOException {
    Path folder = temporary.resolve("format");
    ConformalWrapper wrapper = SplitConformal.calibrate(forecaster, CALIBRATION);
    ForecastBundle.of(INFO, wrapper, "", Map.of()).save(folder);
    return Files.readString(folder.resolve(Manifest.FILE_NAME))
        .replaceAll("(?s).*format.version=(\\d+).*", "$1");
  }

  @Test
  void a_forecaster_of_an_application_is_saved_through_its_codec() throws IOException {
    Drift drift = new Drift(SHAPE, 0.5);
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(
            List.of(
                drift,
                new Drift(SHAPE, -0.5).named("falling"),
                CorrectedForecaster.builder(new Drift(SHAPE, 0.1).named("slow"), 5).build()),
            0.5,
            0.3,
            0.2);
    for (Forecaster model : List.of(drift, ensemble)) {
      ConformalWrapper wrapper = SplitConformal.calibrate(model, CALIBRATION);
      assertSame(
          reloaded(ForecastBundle.of(INFO, wrapper, "", Map.of()), CODEC).conformal(), wrapper);
    }
    CrossConformal cross =
        CrossConformal.fit(some -> new Drift(SHAPE, some.size()), CALIBRATION, 4);
    assertSame(reloaded(ForecastBundle.of(INFO, cross, "", Map.of()), CODEC).conformal(), cross);
  }

  @Test
  void a_kind_without_a_codec_is_refused_with_what_there_is() throws IOException {
    ForecastBundle bundle = ForecastBundle.of(INFO, new Drift(SHAPE, 0.5), "", Map.of());
    Path folder = temporary.resolve("bundle");
    assertThatThrownBy(() -> bundle.save(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("member 'drift' is a " + Drift.class.getName())
        .hasMessageEndingWith(
            "[dejavu, linear, lstm, persistence], or one of the codecs that were given, []");
    assertThat(folder).doesNotExist();
    bundle.save(folder, CODEC);
    assertThatThrownBy(() -> ForecastBundle.load(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("drift.bin: member kind is 'acme-drift'; expected one of [dejavu,");
    assertThatThrownBy(() -> ForecastBundle.load(folder, new DriftCodec("other")))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("or one of the codecs that were given, [other]");
  }

  @Test
  void codecs_that_cannot_be_told_apart_are_refused() {
    ForecastBundle bundle = ForecastBundle.of(INFO, new Drift(SHAPE, 0.5), "", Map.of());
    for (String kind : List.of("linear", "acme-drift")) {
      assertThatThrownBy(() -> bundle.save(temporary, CODEC, new DriftCodec(kind)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("kind of a codec is '" + kind + "'; expected none of [dejavu,");
    }
    assertThatThrownBy(() -> bundle.save(temporary, new DriftCodec("a/b")))
        .hasMessageContaining("kind of a codec is 'a/b'");
  }

  @Test
  void what_a_codec_cannot_read_is_refused_by_the_name_of_the_file() throws IOException {
    Path folder = temporary.resolve("bundle");
    ForecastBundle.of(INFO, new Drift(SHAPE, 0.5), "", Map.of()).save(folder, CODEC);
    ForecasterCodec<Drift> careless =
        new ForecasterCodec<>() {
          @Override
          public String kind() {
            return CODEC.kind();
          }

          @Override
          public Class<Drift> type() {
            return Drift.class;
          }

          @Override
          public byte[] write(Drift forecaster) {
            return new byte[0];
          }

          @Override
          public Drift read(Shape shape, byte[] bytes) {
            return new Drift(shape, ByteBuffer.wrap(new byte[3]).getDouble());
          }
        };
    assertThatThrownBy(() -> ForecastBundle.load(folder, careless))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("drift.bin: the codec of acme-drift fails")
        .hasMessageContaining("BufferUnderflowException");
    byte[] longer = new byte[9];
    Files.write(folder.resolve("drift.bin"), longer);
    assertThatThrownBy(() -> ForecastBundle.load(folder, CODEC))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("drift.bin: has 9 bytes; expected 8");
  }

  @Test
  void a_member_whose_file_would_be_another_is_refused() {
    for (String name : List.of("conformal", "learned-weights", "DRIFT", "a/b")) {
      ForecastBundle bundle =
          ForecastBundle.of(
              INFO,
              WeightedEnsemble.of(
                  List.of(new Drift(SHAPE, 1), new Drift(name, SHAPE, 2)), 0.5, 0.5),
              "",
              Map.of());
      assertThatThrownBy(() -> bundle.save(temporary.resolve("bundle"), CODEC))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name);
    }
  }
}
