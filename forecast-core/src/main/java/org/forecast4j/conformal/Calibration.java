package org.forecast4j.conformal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.forecast4j.Forecast;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;
import org.jspecify.annotations.Nullable;

/**
 * The scores of one category and what its online rule has learned.
 *
 * <p>A rule runs on every channel of {@link ScoreSets}. Its state for a level of misses is the fold
 * over all outcomes remembered. Of an outcome whose interval was issued at that very level, the
 * issued interval counts; at another level, the interval that the state would have given when the
 * outcome was observed. So a state is a function of what was observed, whatever was asked. The
 * states of levels that outcomes were observed at are carried on; any other is folded when first
 * asked for, and carried on as long as nothing is forgotten.
 */
final class Calibration {
  private static final int MAX_LEVELS = 64;

  /**
   * A replay begins with a look at all scores: fewer outcomes than this share are put into them.
   */
  private static final int WORTH_REPLAYING = 64;

  private final Settings settings;
  private final ScoreSets scores;

  /** The scores before the oldest outcome remembered. */
  private final ScoreSets origin;

  private final Remembered outcomes;

  /** By level, a state a channel. */
  private final Map<Double, double[][]> observed;

  /** Likewise, of levels that were only asked for, the least recently asked one first. */
  private final Map<Double, double[][]> asked =
      Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true));

  private Calibration(
      ScoreSets scores, ScoreSets origin, Remembered outcomes, Map<Double, double[][]> observed) {
    this.settings = scores.settings();
    this.scores = scores;
    this.origin = origin;
    this.outcomes = outcomes;
    this.observed = observed;
  }

  /** Starts from errors over difficulties, one row a step, and the examples' own weights. */
  static Calibration of(Settings settings, double[][] errors, double[] own) {
    ScoreSets scores = ScoreSets.of(settings, errors, own);
    return new Calibration(scores, scores, Remembered.NONE, Map.of());
  }

  int size() {
    return scores.size();
  }

  PredictiveDistribution.Errors distribution(int step) {
    return scores.signed()[step].distribution();
  }

  /** The probability of an error at or below one, where all scores count the same. */
  double cdf(int step, double error) {
    return scores.signed()[step].middleShare(error, 1);
  }

  IntervalForecast intervals(
      Pattern pattern, Forecast forecast, double confidence, double[] difficulties, double unseen) {
    Checks.probability(confidence, "confidence");
    int horizon = settings.horizon();
    Checks.length(horizon, forecast.horizon(), "forecast path");
    double level = Ranks.complement(confidence);
    double[][] states = states(level);
    double[] above = new double[horizon];
    double[] below = new double[horizon];
    double bandRadius = 0;
    for (Channel channel : scores.channels()) {
      double[] state = states[channel.index()];
      Side side = scores.side(channel);
      double radius = above(channel, state, level, side, unseen);
      switch (channel.part()) {
        case BAND -> bandRadius = radius;
        case UPPER_END -> above[channel.step()] = radius;
        case LOWER_END -> below[channel.step()] = radius;
        case BOTH_ENDS -> {
          above[channel.step()] = radius;
          below[channel.step()] = below(channel, state, level, side, unseen);
        }
      }
    }
    List<Interval> steps = new ArrayList<>(horizon);
    List<Interval> band = new ArrayList<>(horizon);
    for (int step = 0; step < horizon; step++) {
      double point = forecast.step(step);
      double difficulty = difficulties[step];
      steps.add(around(point, difficulty * below[step], difficulty * above[step]));
      double radius = difficulty * settings.stepScales().of(step) * bandRadius;
      band.add(around(point, radius, radius));
    }
    return new IntervalForecast(pattern, forecast, confidence, steps, band);
  }

  private Interval around(double point, double below, double above) {
    Interval interval = interval(point - below, point + above);
    return settings.bounded() && interval.isEmpty() ? new Interval(point, point) : interval;
  }

  /** The interval between two ends, {@link Interval#EMPTY} where they are crossed. */
  static Interval interval(double lower, double upper) {
    return lower > upper ? Interval.EMPTY : new Interval(lower, upper);
  }

  private double above(Channel channel, double[] state, double level, Side side, double unseen) {
    double radius = settings.rule().above(state, channel.level(level), side, unseen);
    return bounded(radius, channel, side);
  }

  private double below(Channel channel, double[] state, double level, Side side, double unseen) {
    double radius = settings.rule().below(state, channel.level(level), side, unseen);
    return bounded(radius, channel, side);
  }

  /** A radius, finite if it shall be. */
  private double bounded(double radius, Channel channel, Side side) {
    if (!settings.bounded()) {
      return radius;
    }
    double cap = settings.cap();
    if (cap < Double.POSITIVE_INFINITY) {
      return Math.min(radius, channel.isBand() ? cap / settings.stepScales().widest() : cap);
    }
    return radius == Double.POSITIVE_INFINITY ? side.largest() : radius;
  }

  /** For each channel whether the intervals issued miss what followed. */
  boolean[] misses(IntervalForecast forecast, double[] actual) {
    boolean[] missed = new boolean[scores.channels().size()];
    for (Channel channel : scores.channels()) {
      missed[channel.index()] = channel.isMissed(forecast, actual);
    }
    return missed;
  }

  /** What this becomes with an outcome: O(log n) for the scores, for each level in use. */
  Calibration with(Outcome outcome) {
    ScoreSets nextScores = scores.with(outcome);
    if (settings.rule() instanceof NoRule) {
      return new Calibration(nextScores, nextScores, outcomes, observed);
    }
    Map<Double, double[][]> next = new LinkedHashMap<>();
    observed.forEach((level, states) -> next.put(level, next(states, level, outcome)));
    double issued = outcome.level();
    if (!next.containsKey(issued)) {
      if (next.size() == MAX_LEVELS) {
        next.remove(next.keySet().iterator().next());
      }
      next.put(issued, next(states(issued), issued, outcome));
    }
    boolean forgets = outcomes.size() == settings.window();
    Remembered known = forgets ? outcomes.settled() : outcomes;
    ScoreSets before = forgets ? origin.with(known.oldest()) : origin;
    Remembered kept = forgets ? known.withoutOldest() : known;
    Calibration successor = new Calibration(nextScores, before, kept.with(outcome), next);
    if (!forgets) {
      asked()
          .forEach(
              (level, states) -> {
                if (!next.containsKey(level)) {
                  successor.asked.put(level, next(states, level, outcome));
                }
              });
    }
    return successor;
  }

  /** What each channel's rule has learned for a level. */
  double[][] states(double level) {
    double[][] states = held(level);
    return states == null ? keep(level, fold(level)) : states;
  }

  private double @Nullable [][] held(double level) {
    double[][] states = observed.get(level);
    return states == null ? asked.get(level) : states;
  }

  /** A copy of those only asked for, in their order. */
  private Map<Double, double[][]> asked() {
    synchronized (asked) {
      return new LinkedHashMap<>(asked);
    }
  }

  private double[][] keep(double level, double[][] states) {
    synchronized (asked) {
      asked.put(level, states);
      if (asked.size() > MAX_LEVELS) {
        asked.remove(asked.keySet().iterator().next());
      }
    }
    return states;
  }

  /**
   * How many outcomes the states of a level would be folded over, if it were asked for; 0 where
   * they are held, or could not be held any longer than to the next outcome.
   */
  int toReplay(double level) {
    boolean forgets = outcomes.size() == settings.window();
    return forgets || held(level) != null ? 0 : outcomes.size();
  }

  /**
   * Folds a level from where an earlier calibration holds it, or from the start if that is this
   * one.
   *
   * @return whether it is held now; not if this one has not come from the earlier one
   */
  boolean hold(double level, Calibration earlier) {
    if (held(level) != null) {
      return true;
    }
    if (earlier == this) {
      keep(level, fold(level));
      return true;
    }
    double[][] from = earlier.held(level);
    Optional<Outcome[]> since =
        earlier.origin.equals(origin) ? outcomes.since(earlier.outcomes) : Optional.empty();
    if (from == null || since.isEmpty()) {
      return false;
    }
    keep(level, fold(level, from, earlier.scores, since.get()));
    return true;
  }

  private double[][] fold(double level) {
    double[][] starts = new double[scores.channels().size()][];
    for (Channel channel : scores.channels()) {
      starts[channel.index()] = settings.rule().start(channel.level(level));
    }
    return fold(level, starts, origin, outcomes.toArray());
  }

  /**
   * Every channel for itself, with the scores as they were before each outcome.
   *
   * @param from the states before the first of the outcomes
   * @param before the scores then
   */
  private double[][] fold(double level, double[][] from, ScoreSets before, Outcome... since) {
    boolean replays =
        settings.learnsScores()
            && since.length > 0
            && (settings.weighting().isUniform()
                ? since.length >= before.size() / WORTH_REPLAYING
                : DecayedReplay.isFor(settings.weighting(), since.length)
                    && !settings.rule().asksForPValues());
    double[][] states = new double[from.length][];
    for (Channel channel : scores.channels()) {
      double[] start = from[channel.index()];
      Scores held = before.scores(channel);
      states[channel.index()] =
          replays
              ? replayed(start, channel, level, held, since)
              : copied(start, channel, level, held, since);
    }
    return states;
  }

  private double[] replayed(
      double[] start, Channel channel, double level, Scores before, Outcome... since) {
    double[] later = new double[since.length];
    Arrays.setAll(later, i -> channel.held(since[i].errors(), settings.stepScales()));
    Replay replay = before.replay(later);
    Side side = channel.side(replay);
    double[] state = start;
    for (Outcome outcome : since) {
      state = next(state, channel, level, side, outcome);
      replay.add();
    }
    return state;
  }

  private double[] copied(
      double[] start, Channel channel, double level, Scores before, Outcome... since) {
    Scores held = before;
    double[] state = start;
    for (Outcome outcome : since) {
      state = next(state, channel, level, channel.side(held), outcome);
      if (settings.learnsScores()) {
        double score = channel.held(outcome.errors(), settings.stepScales());
        held = held.with(score, outcome.weight());
      }
    }
    return state;
  }

  private double[][] next(double[][] states, double level, Outcome outcome) {
    double[][] next = new double[states.length][];
    for (Channel channel : scores.channels()) {
      double[] state = states[channel.index()];
      next[channel.index()] = next(state, channel, level, scores.side(channel), outcome);
    }
    return next;
  }

  private double[] next(
      double[] state, Channel channel, double level, Side before, Outcome outcome) {
    double score = channel.score(outcome.errors(), settings.stepScales());
    boolean missed =
        level == outcome.level()
            ? outcome.missed()[channel.index()]
            : score > above(channel, state, level, before, outcome.weight());
    double signed = channel.hasBothEnds() ? outcome.errors()[channel.step()] : score;
    OnlineRule.Seen seen = new OnlineRule.Seen(score, signed, outcome.weight(), missed);
    return settings.rule().next(state, channel.level(level), before, seen, channel.hasBothEnds());
  }

  void write(BinaryWriter out) {
    scores.write(out);
    origin.write(out);
    out.putInt(outcomes.size());
    for (Outcome outcome : outcomes.toArray()) {
      outcome.write(out);
    }
    write(out, observed);
  }

  private static void write(BinaryWriter out, Map<Double, double[][]> levels) {
    out.putInt(levels.size());
    levels.forEach(
        (level, states) -> {
          out.putDouble(level);
          for (double[] state : states) {
            out.putDoubles(state);
          }
        });
  }

  /** What was folded for levels that were only asked for. */
  void writeAsked(BinaryWriter out) {
    write(out, new TreeMap<>(asked()));
  }

  /** The same, with what {@link #writeAsked} wrote. */
  Calibration withAsked(BinaryReader in) {
    Calibration same = new Calibration(scores, origin, outcomes, observed);
    same.asked.putAll(readLevels(in, settings, scores.channels().size()));
    return same;
  }

  static Calibration read(BinaryReader in, Settings settings, int mostBytes) {
    ScoreSets scores = ScoreSets.read(in, settings);
    ScoreSets origin = ScoreSets.read(in, settings);
    Outcome[] outcomes = new Outcome[in.getInt(0, mostBytes, "number of outcomes")];
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] = Outcome.read(in, settings.horizon(), scores.channels().size());
    }
    Map<Double, double[][]> observed = readLevels(in, settings, scores.channels().size());
    return new Calibration(scores, origin, Remembered.of(outcomes), observed);
  }

  private static Map<Double, double[][]> readLevels(
      BinaryReader in, Settings settings, int channels) {
    Map<Double, double[][]> known = new LinkedHashMap<>();
    int levels = in.getInt(0, MAX_LEVELS, "number of levels");
    for (int i = 0; i < levels; i++) {
      double level = Checks.probability(in.getDouble(), "level");
      double[][] states = new double[channels][];
      for (int channel = 0; channel < channels; channel++) {
        states[channel] = settings.rule().checkedState(in, in.getDoubles());
      }
      known.put(level, states);
    }
    return known;
  }
}
