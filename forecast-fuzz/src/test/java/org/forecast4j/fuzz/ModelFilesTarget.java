package org.forecast4j.fuzz;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.forecast4j.basketball.GameExpectations;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.GameResult;
import org.forecast4j.basketball.TeamRatings;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.CrossConformal;
import org.forecast4j.conformal.OnlineRule;
import org.forecast4j.conformal.QuantileConformal;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.OnlineWeights;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.lstm.LstmWeights;

/**
 * Every kind of binary file that a model is kept in. The first byte chooses the kind, the checksum
 * is put right. What was read must be the same when written and read again.
 */
final class ModelFilesTarget {
  private static final int BYTES_PER_BYTE = 2_000;
  private static final WeightedEnsemble ENSEMBLE = Models.ensemble();

  private ModelFilesTarget() {}

  /** A reader, and how what it read is written. */
  private record Kind<T>(Function<byte[], T> reader, Function<T, byte[]> writer) {
    void read(byte[] file) {
      Optional<byte[]> written =
          Contract.of(file, BYTES_PER_BYTE)
              .read(() -> writer.apply(reader.apply(file)), Set.of(IllegalArgumentException.class));
      written.ifPresent(
          bytes ->
              Contract.requireSame(bytes, writer.apply(reader.apply(bytes)), "the model file"));
    }
  }

  private static final List<Kind<?>> KINDS =
      List.of(
          new Kind<>(DejavuForecaster::fromBytes, DejavuForecaster::toBytes),
          new Kind<>(LinearForecaster::fromBytes, LinearForecaster::toBytes),
          new Kind<>(LstmWeights::fromBytes, LstmWeights::toBytes),
          new Kind<>(bytes -> SplitConformal.fromBytes(ENSEMBLE, bytes), SplitConformal::toBytes),
          new Kind<>(
              bytes -> AdaptiveConformal.fromBytes(ENSEMBLE, bytes), AdaptiveConformal::toBytes),
          new Kind<>(bytes -> CrossConformal.fromBytes(ENSEMBLE, bytes), CrossConformal::toBytes),
          new Kind<>(
              bytes -> QuantileConformal.restore(ENSEMBLE, Models.QUANTILES, bytes),
              QuantileConformal::toBytes),
          new Kind<>(OnlineWeights::fromBytes, OnlineWeights::toBytes),
          new Kind<>(TeamRatings::fromBytes, TeamRatings::toBytes),
          new Kind<>(GameExpectations::fromBytes, GameExpectations::toBytes));

  static void read(byte[] input) {
    KINDS.get(Sealed.choice(input, KINDS.size())).read(Sealed.binary(Sealed.rest(input)));
  }

  static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(Sealed.chosen(0, Models.dejavu().toBytes()));
    seeds.add(Sealed.chosen(1, Models.linear().toBytes()));
    seeds.add(Sealed.chosen(2, Models.network().toBytes()));
    seeds.add(Sealed.chosen(3, Models.split().toBytes()));
    for (OnlineRule rule :
        List.of(
            OnlineRule.none(),
            OnlineRule.aci(0.01),
            OnlineRule.dtAci(),
            OnlineRule.agAci(),
            OnlineRule.pid(),
            OnlineRule.publishedPid(0.1, 5, 0.5, 3),
            OnlineRule.dtAciWithEta(2, 50, 0.01),
            OnlineRule.sfOgd(),
            OnlineRule.sfOgd(3),
            OnlineRule.saocp(),
            OnlineRule.saocp(4, 3))) {
      AdaptiveConformal adaptive =
          AdaptiveConformal.builder(ENSEMBLE).online(rule).calibrate(Models.examples());
      seeds.add(Sealed.chosen(4, adaptive.toBytes()));
    }
    seeds.add(
        Sealed.chosen(
            5,
            CrossConformal.fit(part -> LinearForecaster.fit(part, 1), Models.examples(), 3)
                .toBytes()));
    seeds.add(
        Sealed.chosen(
            6,
            QuantileConformal.calibrate(ENSEMBLE, Models.QUANTILES, Models.examples().subList(0, 5))
                .toBytes()));
    for (OnlineWeights weights :
        List.of(OnlineWeights.mlPoly(3), OnlineWeights.boa(3), OnlineWeights.ewa(3, 0.1))) {
      seeds.add(Sealed.chosen(7, weights.observe(new double[] {1, 2, 3}, 2.5).toBytes()));
    }
    seeds.add(Sealed.chosen(8, TeamRatings.of(List.of(game(1), game(2))).toBytes()));
    seeds.add(
        Sealed.chosen(
            9,
            GameExpectations.of(List.of(GameResult.of(game(1)), GameResult.of(game(2))))
                .toBytes()));
    return seeds;
  }

  private static GameMargins game(int day) {
    int[] margins = new int[GameMargins.MINUTES];
    Arrays.fill(margins, 3);
    return new GameMargins(
        "g" + day,
        LocalDate.of(2001, 1, day),
        "2000-01",
        "A",
        "B",
        "regular",
        margins,
        50,
        47,
        100,
        97,
        0);
  }
}
