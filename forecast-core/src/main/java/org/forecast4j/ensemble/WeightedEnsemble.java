package org.forecast4j.ensemble;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.forecast4j.Aim;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A convex combination of forecasters: every step of its path is the weighted mean of the members'.
 * A member of weight 0 is run for explanations only, and where weights are {@linkplain #learning
 * learned}, when an outcome comes; {@link #runningEveryMember} runs it always.
 *
 * <p>An outcome is handed to every member, and moves the weights if they are learned.
 *
 * <p>A member that throws fails the forecast with an {@link IllegalStateException} that names it,
 * unless {@link #toleratingFailures} was asked for. Immutable and safe for concurrent use.
 */
public final class WeightedEnsemble implements Forecaster {
  private final List<Forecaster> members;
  private final double[] weights;
  private final Shape shape;
  private final boolean toleratesFailures;
  private final boolean runsEveryMember;

  /** How the weights are learned; null if they are fixed. */
  private final @Nullable LearnedWeights learning;

  private WeightedEnsemble(
      List<Forecaster> members,
      double[] weights,
      boolean toleratesFailures,
      boolean runsEveryMember,
      @Nullable LearnedWeights learning) {
    this.members = members;
    this.weights = weights;
    this.shape = members.get(0).shape();
    this.toleratesFailures = toleratesFailures;
    this.runsEveryMember = runsEveryMember;
    this.learning = learning;
  }

  /**
   * An ensemble with fixed weights.
   *
   * @param members at least one, of one shape, with different names
   * @param weights one a member, none negative, summing to 1 within 1e-9
   * @return the ensemble
   * @throws IllegalArgumentException if the members or weights are not so, with the value
   */
  public static WeightedEnsemble of(List<? extends Forecaster> members, double... weights) {
    List<Forecaster> checked = checkMembers(members);
    Checks.length(checked.size(), weights.length, "weights");
    for (int i = 0; i < weights.length; i++) {
      Checks.notNegative(weights[i], "weight of '" + checked.get(i).name() + "'");
    }
    Checks.shares(weights, "weights");
    return new WeightedEnsemble(checked, weights.clone(), false, false, null);
  }

  /**
   * A forecaster as an ensemble.
   *
   * @param forecaster any forecaster
   * @return itself if it is an ensemble, otherwise an ensemble that has it as its only member
   */
  public static WeightedEnsemble of(Forecaster forecaster) {
    return forecaster instanceof WeightedEnsemble ensemble ? ensemble : of(List.of(forecaster), 1);
  }

  /**
   * An ensemble whose weights are fitted to the whole path: least squares on the simplex, shrunk
   * towards equal weights, or all weight on the best member where combining gains less than one
   * standard error.
   *
   * @param members at least one, of one shape, with different names
   * @param validation examples later than those the members were fitted on, in any order, at least
   *     10
   * @return the ensemble and why it has these weights
   * @throws IllegalArgumentException if the members are not so or there are too few examples
   */
  public static EnsembleFit fit(
      List<? extends Forecaster> members, List<LabeledPattern> validation) {
    return fit(members, validation, 1, Aim.WHOLE_PATH);
  }

  /**
   * The same with another bar for combining.
   *
   * @param members at least one, of one shape, with different names
   * @param validation examples later than those the members were fitted on, in any order, at least
   *     10
   * @param standardErrors how many standard errors the gain of combining must exceed
   * @return the ensemble and why it has these weights
   * @throws IllegalArgumentException if the members are not so, there are too few examples, or the
   *     bar is negative
   */
  public static EnsembleFit fit(
      List<? extends Forecaster> members, List<LabeledPattern> validation, double standardErrors) {
    return fit(members, validation, standardErrors, Aim.WHOLE_PATH);
  }

  /**
   * The same with another bar for combining, and for the whole path or the last step alone.
   *
   * @param members at least one, of one shape, with different names
   * @param validation examples later than those the members were fitted on, in any order, at least
   *     10
   * @param standardErrors how many standard errors the gain of combining must exceed; 0 combines
   *     wherever that forecast the validation examples better
   * @param aim whose errors the weights make small
   * @return the ensemble and why it has these weights
   * @throws IllegalArgumentException if the members are not so, there are too few examples, or the
   *     bar is negative
   */
  public static EnsembleFit fit(
      List<? extends Forecaster> members,
      List<LabeledPattern> validation,
      double standardErrors,
      Aim aim) {
    return EnsembleFit.of(
        checkMembers(members),
        validation,
        Checks.notNegative(standardErrors, "standardErrors"),
        aim);
  }

  static List<Forecaster> checkMembers(List<? extends Forecaster> members) {
    Checks.atLeast(1, members.size(), "number of members");
    Shape shape = members.get(0).shape();
    Set<String> names = new HashSet<>();
    for (Forecaster member : members) {
      if (!member.shape().equals(shape)) {
        throw new IllegalArgumentException(
            "member '" + member.name() + "' has shape " + member.shape() + "; expected " + shape);
      }
      if (!names.add(member.name())) {
        throw new IllegalArgumentException(
            "two members are named '"
                + member.name()
                + "'; expected different names, such as Forecaster.named gives");
      }
    }
    return List.copyOf(members);
  }

  /**
   * The same ensemble in degraded mode: members that throw are left out, the weights of the rest
   * are scaled to sum to 1, and {@link Forecast#failures} says so. A forecast still fails if no
   * member with a positive weight is left.
   *
   * @return an ensemble of the same members and weights
   */
  public WeightedEnsemble toleratingFailures() {
    return new WeightedEnsemble(members, weights, true, runsEveryMember, learning);
  }

  /**
   * The same ensemble that runs members of weight 0 for every forecast, as evaluations want it: the
   * same path, with the components of all.
   *
   * @return an ensemble of the same members and weights
   */
  public WeightedEnsemble runningEveryMember() {
    return new WeightedEnsemble(members, weights, toleratesFailures, true, learning);
  }

  /**
   * The same ensemble with weights that follow the members' errors over the whole path, as {@link
   * #learning(OnlineWeights, double, Aim)} says.
   *
   * @param rule how errors become weights, with a weight for each member
   * @param patience how many outcomes the present weights count as, at least 0
   * @return an ensemble of the same members and, for now, the same weights
   * @throws IllegalArgumentException as the other
   */
  public WeightedEnsemble learning(OnlineWeights rule, double patience) {
    return learning(rule, patience, Aim.WHOLE_PATH);
  }

  /**
   * The same ensemble with weights that follow the members' errors: after t outcomes they are the
   * mean of the present weights, which count as {@code patience} outcomes, and of a rule's, which
   * count as t.
   *
   * @param rule how errors become weights, with a weight for each member
   * @param patience how many outcomes the present weights count as, at least 0
   * @param aim whose errors the weights follow
   * @return an ensemble of the same members and, for now, the same weights
   * @throws IllegalArgumentException if the rule has another number of weights or the patience is
   *     negative
   */
  public WeightedEnsemble learning(OnlineWeights rule, double patience, Aim aim) {
    Checks.length(members.size(), rule.weights().length, "online weights");
    Checks.notNegative(patience, "patience");
    return with(new LearnedWeights(weights, patience, rule, 0, aim));
  }

  private WeightedEnsemble with(LearnedWeights next) {
    return new WeightedEnsemble(members, next.current(), toleratesFailures, runsEveryMember, next);
  }

  /**
   * The portable form of what its weights have learned; the members are not part of it.
   *
   * @return bytes for {@link #withLearnedWeights}; empty if the weights are fixed
   */
  public Optional<byte[]> learnedWeights() {
    return Optional.ofNullable(learning).map(LearnedWeights::toBytes);
  }

  /**
   * The same members with weights that go on learning where others were saved, to the bit.
   *
   * @param bytes what {@link #learnedWeights} gave
   * @return an ensemble of the same members
   * @throws IllegalArgumentException if the bytes are damaged, saying how, or are of another number
   *     of members
   */
  public WeightedEnsemble withLearnedWeights(byte[] bytes) {
    LearnedWeights restored = LearnedWeights.fromBytes(bytes);
    Checks.length(members.size(), restored.fitted().length, "learned weights");
    return with(restored);
  }

  /**
   * The same ensemble of changed members, whose names and shapes stay the same.
   *
   * @param change what becomes of each member
   * @return an ensemble of the same weights
   * @throws IllegalArgumentException if a name or a shape changes
   */
  public WeightedEnsemble withMembers(UnaryOperator<Forecaster> change) {
    List<Forecaster> changed = new ArrayList<>(members.size());
    for (Forecaster member : members) {
      Forecaster next = change.apply(member);
      if (!next.name().equals(member.name()) || !next.shape().equals(shape)) {
        throw new IllegalArgumentException(
            "changed member is '"
                + next.name()
                + "' of shape "
                + next.shape()
                + "; expected '"
                + member.name()
                + "' of shape "
                + shape);
      }
      changed.add(next);
    }
    return new WeightedEnsemble(
        List.copyOf(changed), weights, toleratesFailures, runsEveryMember, learning);
  }

  @Override
  public String name() {
    return "ensemble";
  }

  @Override
  public Shape shape() {
    return shape;
  }

  /**
   * The members, in the order of the weights.
   *
   * @return an immutable list
   */
  public List<Forecaster> members() {
    return members;
  }

  /**
   * The weights, in the order of the members.
   *
   * @return a copy
   */
  public double[] weights() {
    return weights.clone();
  }

  @Override
  public Forecast forecast(Pattern pattern) {
    shape.require(pattern);
    return combination().of(runsEveryMember, member -> member.forecast(pattern));
  }

  @Override
  public Forecast explain(Pattern pattern) {
    shape.require(pattern);
    return combination().of(true, member -> member.explain(pattern));
  }

  @Override
  public List<Forecast> forecastAll(List<Pattern> patterns) {
    patterns.forEach(shape::require);
    return combination().ofAll(runsEveryMember, patterns);
  }

  private Combination combination() {
    return new Combination(members, weights, toleratesFailures);
  }

  /**
   * Hands an outcome to every member. Learned weights follow the forecasts that the members made
   * before it; in degraded mode an outcome that a member fails at moves neither it nor the weights.
   */
  @Override
  public WeightedEnsemble observe(Pattern pattern, double... actual) {
    shape.require(pattern);
    shape.requireOutcome(actual);
    boolean changed = false;
    List<Forecaster> next = new ArrayList<>(members.size());
    for (Forecaster member : members) {
      Forecaster moved = observing(member, pattern, actual);
      changed |= moved != member;
      next.add(moved);
    }
    LearnedWeights moved = learning == null ? null : moved(learning, pattern, actual);
    if (!changed && Objects.equals(moved, learning)) {
      return this;
    }
    double[] nextWeights = moved == null ? weights : moved.current();
    return new WeightedEnsemble(
        List.copyOf(next), nextWeights, toleratesFailures, runsEveryMember, moved);
  }

  private Forecaster observing(Forecaster member, Pattern pattern, double[] actual) {
    try {
      return member.observe(pattern, actual);
    } catch (RuntimeException failure) {
      if (toleratesFailures) {
        return member;
      }
      throw failure;
    }
  }

  private LearnedWeights moved(LearnedWeights before, Pattern pattern, double[] actual) {
    double[][] paths = new double[weights.length][];
    for (int i = 0; i < paths.length; i++) {
      Optional<Forecast> forecast =
          combination().answer(members.get(i), member -> member.forecast(pattern));
      if (forecast.isEmpty()) {
        return before;
      }
      paths[i] = forecast.get().path();
    }
    return before.with(paths, actual);
  }

  @Override
  public WeightedEnsemble frozen() {
    boolean learns = learning != null;
    List<Forecaster> still = new ArrayList<>(members.size());
    for (Forecaster member : members) {
      Forecaster frozen = member.frozen();
      learns |= frozen != member;
      still.add(frozen);
    }
    return learns
        ? new WeightedEnsemble(
            List.copyOf(still), weights, toleratesFailures, runsEveryMember, null)
        : this;
  }

  /**
   * What its members have learned, {@code <member>.<number>}, and if its weights are learned how
   * many {@code outcomes} they have, and each {@code weight.<member>}.
   */
  @Override
  public Map<String, Double> learned() {
    Map<String, Double> learned = new TreeMap<>();
    for (Forecaster member : members) {
      member.learned().forEach((name, value) -> learned.put(member.name() + "." + name, value));
    }
    if (learning != null) {
      learned.put("outcomes", (double) learning.outcomes());
      for (int i = 0; i < weights.length; i++) {
        learned.put("weight." + members.get(i).name(), weights[i]);
      }
    }
    return Collections.unmodifiableMap(learned);
  }

  @Override
  public Map<String, String> covariates() {
    Map<String, String> assumptions = new LinkedHashMap<>();
    for (Forecaster member : members) {
      member
          .covariates()
          .forEach(
              (name, assumption) ->
                  assumptions.merge(
                      name,
                      member.name() + ": " + assumption,
                      (earlier, later) -> earlier + "; " + later));
    }
    return Map.copyOf(assumptions);
  }
}
