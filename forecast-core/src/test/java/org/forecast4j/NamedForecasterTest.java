package org.forecast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.forecast4j.bundle.codec.ForecasterFile;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.ForecasterContract;
import org.junit.jupiter.api.Test;

class NamedForecasterTest extends ForecasterContract {
  private static final List<LabeledPattern> EXAMPLES = Examples.randomWalks(100, SHAPE, 5);

  @Override
  protected Forecaster forecaster(List<LabeledPattern> training) {
    return DejavuForecaster.builder(training).k(10).growing(1_000).build().named("dejavu-10");
  }

  @Override
  protected Forecaster restored(Forecaster forecaster) {
    return ForecasterFile.fromBytes(
            ForecasterFile.kind(forecaster), SHAPE, ForecasterFile.toBytes(forecaster))
        .named(forecaster.name());
  }

  private static DejavuForecaster dejavu(int k) {
    return DejavuForecaster.builder(EXAMPLES).k(k).build();
  }

  @Test
  void two_members_of_one_kind_are_told_apart_by_their_names() {
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(List.of(dejavu(5).named("near"), dejavu(50).named("far")), 0.25, 0.75);
    Pattern query = EXAMPLES.get(0).pattern();
    assertThat(ensemble.explain(query).components())
        .containsExactly(
            new Component("near", 0.25, dejavu(5).forecast(query).path()),
            new Component("far", 0.75, dejavu(50).forecast(query).path()));
    assertThatThrownBy(() -> WeightedEnsemble.of(List.of(dejavu(5), dejavu(50)), 0.25, 0.75))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "two members are named 'dejavu'; expected different names, such as Forecaster.named"
                + " gives");
    assertThatThrownBy(
            () ->
                WeightedEnsemble.of(List.of(dejavu(5).named("a"), dejavu(50).named("a")), 0.5, 0.5))
        .hasMessageContaining("two members are named 'a'");
  }

  @Test
  void a_new_name_takes_the_place_of_the_one_before() {
    DejavuForecaster dejavu = dejavu(5);
    Forecaster named = dejavu.named("near");
    assertThat(NamedForecaster.unnamed(named)).isSameAs(dejavu);
    assertThat(NamedForecaster.unnamed(dejavu)).isSameAs(dejavu);
    assertThat(NamedForecaster.unnamed(named.named("nearest"))).isSameAs(dejavu);
    assertThat(named.named("dejavu")).isSameAs(dejavu);
    assertThat(named.observe(EXAMPLES.get(0).pattern(), EXAMPLES.get(0).outcome())).isSameAs(named);
    assertThat(named.frozen()).isSameAs(named);
    assertThat(LinearForecaster.fit(EXAMPLES, 1).named("ridge")).asString().startsWith("ridge, ");
  }

  @Test
  void a_name_that_cannot_stand_in_a_file_or_a_key_is_refused() {
    for (String name : List.of("", "Dejavu", "a b", "../x", "a.b", "-a", "x".repeat(97))) {
      assertThatThrownBy(() -> dejavu(5).named(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "name of the forecaster is '" + name.substring(0, name.length() / 2))
          .hasMessageContaining("expected lower-case letters");
    }
  }
}
