package org.forecast4j.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.internal.Sha256;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningBundleTest {
  private static final Shape SHAPE = new Shape(6, 3);
  private static final List<LabeledPattern> OUTCOMES = Examples.randomWalks(120, SHAPE, 83);

  @TempDir Path temp;

  /** Everything that can learn, learns. */
  private static ForecastBundle bundle() {
    AdaptiveConformal conformal =
        GoldenBundles.learner(
            Examples.randomWalks(200, SHAPE, 81), 230, Examples.randomWalks(99, SHAPE, 82));
    BundleInfo info = new BundleInfo("learner", "1", "points", "walks", 1);
    return ForecastBundle.of(info, conformal, "card", Map.of());
  }

  private static ForecastBundle observing(ForecastBundle bundle, List<LabeledPattern> outcomes) {
    return ForecastBundle.of(
        bundle.info(), observing(bundle.conformal(), outcomes), bundle.modelCard(), Map.of());
  }

  private static ConformalWrapper observing(
      ConformalWrapper wrapper, List<LabeledPattern> outcomes) {
    ConformalWrapper next = wrapper;
    for (LabeledPattern outcome : outcomes) {
      next = next.observe(next.forecast(outcome.pattern(), 0.9), outcome.outcome());
    }
    return next;
  }

  private ForecastBundle reloaded(ForecastBundle bundle) throws IOException {
    Path folder = temp.resolve("bundle");
    bundle.save(folder);
    return ForecastBundle.load(folder);
  }

  private static void assertSame(ConformalWrapper one, ConformalWrapper other) {
    for (LabeledPattern query : OUTCOMES.subList(0, 10)) {
      assertThat(one.explain(query.pattern(), 0.8)).isEqualTo(other.explain(query.pattern(), 0.8));
    }
    assertThat(one.forecaster().learned()).isEqualTo(other.forecaster().learned());
  }

  @Test
  void a_bundle_that_learns_is_saved_mid_stream_and_goes_on_to_the_bit() throws IOException {
    ConformalWrapper live = observing(bundle().conformal(), OUTCOMES);
    ForecastBundle half = reloaded(observing(reloaded(bundle()), OUTCOMES.subList(0, 50)));
    assertSame(observing(half.conformal(), OUTCOMES.subList(50, 120)), live);
    assertThat(live.forecaster().learned())
        .containsEntry("outcomes", 120.0)
        .containsEntry("dejavu.examples", 230.0)
        .containsEntry("linear.outcomes", 120.0)
        .containsEntry("persistence.outcomes", 120.0)
        .containsKey("weight.persistence");
  }

  @Test
  void learning_that_is_switched_off_keeps_what_was_learned_and_can_be_switched_on_again()
      throws IOException {
    ForecastBundle learned = observing(bundle(), OUTCOMES.subList(0, 50));
    ForecastBundle off = reloaded(learned.withLearning(false));
    assertThat(off.learning()).isFalse();
    assertThat(reloaded(learned).learning()).isTrue();
    ConformalWrapper later = observing(off.conformal(), OUTCOMES.subList(50, 120));
    for (LabeledPattern query : OUTCOMES.subList(0, 10)) {
      assertThat(later.forecaster().forecast(query.pattern()).path())
          .isEqualTo(learned.ensemble().forecast(query.pattern()).path());
    }
    assertThat(off.ensemble().learned()).isEmpty();
    assertThat(later.calibrationSize()).isEqualTo(99 + 120);
    ForecastBundle on = reloaded(off).withLearning(true);
    assertSame(
        observing(on.conformal(), OUTCOMES.subList(50, 120)),
        observing(learned.conformal(), OUTCOMES.subList(50, 120)));
  }

  @Test
  void a_word_that_is_neither_true_nor_false_is_refused() throws IOException {
    Path folder = temp.resolve("bundle");
    bundle().withLearning(false).save(folder);
    Path file = folder.resolve("bundle.properties");
    String text = Files.readString(file).replace("learning=false", "learning=no");
    String body = text.substring(text.indexOf('\n') + 1);
    Files.writeString(
        file, "manifest.sha256=" + Sha256.of(body.getBytes(StandardCharsets.UTF_8)) + "\n" + body);
    assertThatThrownBy(() -> ForecastBundle.load(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("learning is 'no'; expected true or false");
  }
}
