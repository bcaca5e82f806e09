package org.forecast4j.conformal;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;
import org.jspecify.annotations.Nullable;

/**
 * Conformal intervals that learn from outcomes. Four choices go together as wanted: a {@link
 * Difficulty} that errors are divided by, a {@link Category} that is calibrated for itself, a
 * {@link Weighting} of past errors, and an {@link OnlineRule} that learns from hits and misses.
 *
 * <pre>{@code
 * AdaptiveConformal wrapper =
 *     AdaptiveConformal.builder(forecaster)
 *         .weighting(Weighting.decay(0.999))
 *         .online(OnlineRule.aci(0.005))
 *         .calibrate(examples);
 * IntervalForecast forecast = wrapper.forecast(pattern, 0.95);
 * wrapper = wrapper.observe(forecast, actual);
 * }</pre>
 *
 * <p>{@link #observe} works from the forecast it is given: outcomes may come late, in any order, or
 * never. Each outcome is observed once, with one of the forecasts made for it. A rule's miss is a
 * miss of that forecast's interval at its own confidence; at other confidences it is a miss of the
 * end that would have been given when the outcome was observed. Intervals at different confidences
 * learn for themselves, so they can cross by as much as one step of the rule.
 *
 * <p>Where the scores cannot support the confidence an interval is infinite; a rule that has seen
 * too many hits can make it empty. {@link Builder#bounded()} is for those who must print numbers.
 *
 * <p>With n scores and T outcomes of the forecast's category, an interval takes O(log n) a step,
 * the first distribution of a step after an outcome O(n), as does the first interval where scores
 * are weighted. With an online rule the first interval at a confidence that no outcome was observed
 * at replays what is remembered: O(T·log n) where all scores count the same or are kept, O(T·log²
 * n) where they decay by so little that ρ to the power of T is above e⁻⁴⁰⁰ and the rule is not
 * DtACI, O(T·n) where they are weighted otherwise. With a {@linkplain Builder#window window} that
 * has begun to forget, such a confidence is replayed anew after each outcome; up to 64 that
 * outcomes were observed at never are, and of those asked for alone 64 are kept. {@link #observe}
 * takes O(log n) a step and confidence in use, and a reference for each category; an outcome takes
 * about 300 bytes for a horizon of 6. Immutable and safe for concurrent use: successors share what
 * has not changed.
 */
public final class AdaptiveConformal implements ConformalWrapper {
  private static final String KIND = "adaptive-conformal";
  private static final String HELD_KIND = "adaptive-levels";

  private final Forecaster forecaster;
  private final Settings settings;
  private final Calibrations calibrations;

  private AdaptiveConformal(Forecaster forecaster, Settings settings, Calibrations calibrations) {
    this.forecaster = forecaster;
    this.settings = settings;
    this.calibrations = calibrations;
  }

  /**
   * Starts with what {@link SplitConformal} does, except that outcomes join the scores.
   *
   * @param forecaster the forecaster to wrap
   * @return a builder
   */
  public static Builder builder(Forecaster forecaster) {
    return new Builder(forecaster);
  }

  @Override
  public Forecaster forecaster() {
    return forecaster;
  }

  /**
   * How many past errors the intervals rest on, over all categories.
   *
   * @return the number of scores held
   */
  @Override
  public int calibrationSize() {
    return categorySizes().values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * How many past errors the intervals of each category rest on.
   *
   * @return sizes by category; one unnamed category if there are none
   */
  public Map<String, Integer> categorySizes() {
    return calibrations.sizes();
  }

  @Override
  public IntervalForecast intervals(Pattern pattern, Forecast forecast, double confidence) {
    return calibrations
        .of(pattern, forecast)
        .intervals(
            pattern,
            forecast,
            confidence,
            calibrations.conditions().difficulties(pattern, forecast),
            settings.weighting().of(pattern));
  }

  /**
   * The distribution of one step around a forecast. It follows difficulty, category and weighting;
   * online rules correct intervals alone. Empty if there is no past error of the forecast's
   * category.
   */
  @Override
  public Optional<PredictiveDistribution> distribution(
      Pattern pattern, Forecast forecast, int step) {
    Calibration calibration = calibrations.of(pattern, forecast);
    if (calibration.size() == 0) {
      Objects.checkIndex(step, forecast.horizon());
      return Optional.empty();
    }
    return Optional.of(
        settings.distribution(
            calibration
                .distribution(step)
                .around(
                    forecast.step(step),
                    calibrations.conditions().difficulties(pattern, forecast)[step],
                    settings.weighting().of(pattern))));
  }

  /** O(log n) also after an outcome, where all past errors count the same. */
  @Override
  public OptionalDouble cdf(Pattern pattern, Forecast forecast, int step, double value) {
    Calibration calibration = calibrations.of(pattern, forecast);
    if (calibration.size() == 0 || !settings.weighting().isUniform()) {
      return ConformalWrapper.super.cdf(pattern, forecast, step, value);
    }
    Objects.checkIndex(step, forecast.horizon());
    double end = settings.wholeNumbers() ? Math.floor(value) + 0.5 : value;
    double difficulty = calibrations.conditions().difficulties(pattern, forecast)[step];
    return OptionalDouble.of(
        calibration.cdf(step, (Checks.number(end, "value") - forecast.step(step)) / difficulty));
  }

  @Override
  public AdaptiveConformal observe(IntervalForecast issued, double... actual) {
    Pattern pattern = issued.pattern();
    Forecaster next = forecaster.observe(pattern, actual);
    Forecast forecast = issued.forecast();
    Conditions conditions = calibrations.conditions();
    Conditions learned = conditions.observe(pattern, forecast, actual);
    if (!settings.adapts() && learned.equals(conditions)) {
      return with(next, calibrations);
    }
    Calibration calibration = calibrations.of(pattern, forecast);
    Outcome outcome =
        new Outcome(
            Ranks.complement(issued.confidence()),
            conditions.errors(pattern, forecast, actual),
            settings.weighting().of(pattern),
            calibration.misses(issued, actual));
    return new AdaptiveConformal(
        next, settings, calibrations.with(pattern, forecast, outcome, learned));
  }

  /**
   * Scores and the online rule's levels go on with outcomes; a difficulty that learns stays, too.
   */
  @Override
  public AdaptiveConformal frozen() {
    return with(forecaster.frozen(), calibrations.frozen());
  }

  private AdaptiveConformal with(Forecaster next, Calibrations changed) {
    return next == forecaster && changed == calibrations
        ? this
        : new AdaptiveConformal(next, settings, changed);
  }

  /** What the online rule has learned for the symmetric interval of a step. */
  double[] state(Pattern pattern, double confidence, int step) {
    return calibrations.of(pattern, forecaster.forecast(pattern))
        .states(Ranks.complement(confidence))[step];
  }

  /**
   * How many outcomes the first interval at a confidence has to be learned from anew; later ones
   * need not, nor those of what this becomes, as long as no {@linkplain Builder#window window} is
   * full.
   *
   * @param confidence strictly between 0 and 1
   * @return 0 for a confidence that outcomes were observed at or that was asked for, among the
   *     latest 64, and where it could not be kept for the next outcome
   * @throws IllegalArgumentException if the confidence is not strictly between 0 and 1
   */
  public int outcomesToReplay(double confidence) {
    return calibrations.toReplay(Ranks.complement(Checks.probability(confidence, "confidence")));
  }

  /**
   * Learns what intervals at a confidence need, so that asking for them takes no longer than for
   * any others. The result is the same whether or not this was called. Where outcomes go on being
   * observed meanwhile, call it for the present wrapper with itself, then for what that has become
   * with the former: that goes through the outcomes in between alone.
   *
   * @param confidence strictly between 0 and 1
   * @param earlier this wrapper, or one that it has come from by observing and that holds the
   *     confidence
   * @return whether it is held now; false, and nothing was done, if this wrapper has not come from
   *     the earlier one so
   * @throws IllegalArgumentException if the confidence is not strictly between 0 and 1
   */
  public boolean hold(double confidence, AdaptiveConformal earlier) {
    double level = Ranks.complement(Checks.probability(confidence, "confidence"));
    return calibrations.hold(level, earlier.calibrations);
  }

  /**
   * Its portable form with all it has learned; the forecaster and functions are not part of it.
   *
   * @return bytes for {@link #fromBytes} or, where it has a difficulty, a category or a weighting
   *     that is a function, for {@link Builder#restore}
   */
  public byte[] toBytes() {
    // What the first version can say is written in it, for older readers.
    Conditions conditions = calibrations.conditions();
    int version = settings.wholeNumbers() || conditions.areFollowing() ? 2 : 1;
    BinaryWriter out = new BinaryWriter(KIND, version);
    settings.write(out, version);
    conditions.write(out);
    calibrations.write(out);
    return out.toBytes();
  }

  /**
   * What its online rule has learned at confidences that were only asked for. It follows from
   * {@link #toBytes} and is no part of it: restored with {@link #withHeldLevels}, it saves
   * replaying the outcomes when such a confidence is asked for next.
   *
   * @return bytes for {@link #withHeldLevels} of this very state
   */
  public byte[] heldLevels() {
    BinaryWriter out = new BinaryWriter(HELD_KIND, 1);
    calibrations.writeAsked(out);
    return out.toBytes();
  }

  /**
   * The same wrapper, which need not replay the outcomes for some confidences.
   *
   * @param bytes what {@link #heldLevels} gave for this very state; those of another one give
   *     intervals of that one
   * @return the wrapper
   * @throws IllegalArgumentException if the bytes are damaged, saying how
   */
  public AdaptiveConformal withHeldLevels(byte[] bytes) {
    BinaryReader in = new BinaryReader(HELD_KIND, 1, bytes);
    Calibrations held = calibrations.withAsked(in);
    in.end();
    return new AdaptiveConformal(forecaster, settings, held);
  }

  /**
   * Restores a wrapper that has no function to the bit.
   *
   * @param forecaster the forecaster it was calibrated for
   * @param bytes what {@link #toBytes} gave
   * @return the wrapper
   * @throws IllegalArgumentException if the bytes are damaged, saying how, do not fit the
   *     forecaster's shape, or need a function
   */
  public static AdaptiveConformal fromBytes(Forecaster forecaster, byte[] bytes) {
    return builder(forecaster).restore(bytes);
  }

  /** What it wraps and how its intervals learn. */
  @Override
  public String toString() {
    Conditions conditions = calibrations.conditions();
    return "adaptive intervals of "
        + calibrationSize()
        + " errors"
        + (conditions.category() == null ? "" : " in " + categorySizes().size() + " categories")
        + (conditions.difficulty() == null ? "" : ", over a difficulty")
        + ", rule "
        + settings.rule()
        + (settings.learnsScores() ? "" : ", keeping scores")
        + (settings.window() == Integer.MAX_VALUE ? "" : ", window " + settings.window())
        + (settings.bounded() ? ", bounded" : "")
        + ", around "
        + forecaster.name()
        + " "
        + forecaster.shape();
  }

  /** What goes together. Not safe for concurrent use. */
  public static final class Builder {
    private final Forecaster forecaster;
    private Tails tails = Tails.SYMMETRIC;
    private StepScales stepScales;
    private @Nullable Difficulty difficulty;
    private @Nullable Category category;
    private Weighting weighting = Weighting.uniform();
    private OnlineRule rule = OnlineRule.none();
    private int window = Integer.MAX_VALUE;
    private boolean learnsScores = true;
    private boolean bounded;
    private double cap = Double.POSITIVE_INFINITY;
    private boolean wholeNumbers;

    private Builder(Forecaster forecaster) {
      this.forecaster = forecaster;
      this.stepScales = StepScales.ofRandomWalk(forecaster.shape().horizon());
    }

    /**
     * How intervals of a step divide the probability they leave out; symmetric unless set.
     *
     * @param tails the tails; the band is always symmetric
     * @return this builder
     */
    public Builder tails(Tails tails) {
      this.tails = tails;
      return this;
    }

    /**
     * How large the errors of each step are relative to one another, for the band; √ of the step's
     * number unless set.
     *
     * @param stepScales one a step, all positive, known without the calibration examples
     * @return this builder
     * @throws IllegalArgumentException if the scales are not so
     */
    public Builder stepScales(double... stepScales) {
      this.stepScales = StepScales.of(forecaster.shape().horizon(), stepScales);
      return this;
    }

    /**
     * What errors are divided by; none unless set.
     *
     * @param difficulty the difficulty; it is not saved, unless it is a {@link
     *     FollowingDifficulty}, which learns from the calibration examples and outcomes in their
     *     order
     * @return this builder
     */
    public Builder difficulty(Difficulty difficulty) {
      this.difficulty = difficulty;
      return this;
    }

    /**
     * What is calibrated for itself; everything together unless set.
     *
     * @param category the category; it is not saved
     * @return this builder
     */
    public Builder category(Category category) {
      this.category = category;
      return this;
    }

    /**
     * How much each past error counts; all the same unless set. Ages count within a category.
     *
     * @param weighting the weighting
     * @return this builder
     */
    public Builder weighting(Weighting weighting) {
      this.weighting = weighting;
      return this;
    }

    /**
     * How intervals learn from hits and misses; not unless set.
     *
     * @param rule the rule
     * @return this builder
     */
    public Builder online(OnlineRule rule) {
      this.rule = rule;
      return this;
    }

    /**
     * Holds only the newest scores, and remembers only as many outcomes for confidences not asked
     * for before: memory stays bounded for each category. Everything is held unless set.
     *
     * @param scores how many, at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder window(int scores) {
      this.window = Checks.atLeast(1, scores, "window");
      return this;
    }

    /**
     * Keeps the scores of the calibration examples: outcomes move the online rule alone, and any
     * number of series can share one calibration.
     *
     * @return this builder
     */
    public Builder keepingScores() {
      this.learnsScores = false;
      return this;
    }

    /**
     * Makes every interval finite: where an end would be infinite, the largest score held stands
     * in, which covers less than asked for; where an interval would be empty, the forecast stands
     * alone.
     *
     * @return this builder
     */
    public Builder bounded() {
      this.bounded = true;
      this.cap = Double.POSITIVE_INFINITY;
      return this;
    }

    /**
     * Makes every interval finite: no end is farther from the forecast than a cap, whatever that
     * covers; where an interval would be empty, the forecast stands alone.
     *
     * @param cap the largest distance of a step's end, in the units of the values, or of the
     *     difficulty where there is one; positive. The band is as wide at its widest step
     * @return this builder
     * @throws IllegalArgumentException if the cap is not a positive number
     */
    public Builder bounded(double cap) {
      this.bounded = true;
      this.cap = Checks.positive(cap, "cap");
      return this;
    }

    /**
     * Says that outcomes are whole numbers: {@link AdaptiveConformal#distribution} then has all its
     * mass on them. Intervals stay as they are; {@link org.forecast4j.Interval#roundedInward} ends
     * them at whole numbers.
     *
     * @return this builder
     */
    public Builder wholeNumbers() {
      this.wholeNumbers = true;
      return this;
    }

    /**
     * Calibrates: one batch of forecasts and O(n log n) a step. A difficulty that learns has seen,
     * of each example, the outcomes known at its moment; of examples of a day, which say no more
     * than their order, all before it.
     *
     * @param examples examples the forecaster was not fitted on, in the order of time; may be empty
     *     where outcomes are to follow
     * @return the wrapper
     * @throws IllegalArgumentException if an example has another shape, or a difficulty or weight
     *     is not as it must be
     */
    public AdaptiveConformal calibrate(List<LabeledPattern> examples) {
      Settings settings = settings();
      Conditions conditions = conditions();
      forecaster.shape().requireAll(examples);
      List<Forecast> forecasts =
          forecaster.forecastAll(examples.stream().map(LabeledPattern::pattern).toList());
      return new AdaptiveConformal(
          forecaster, settings, Calibrations.of(settings, conditions, examples, forecasts));
    }

    /**
     * What {@link #ofResiduals} takes of one example, of a forecast that was made elsewhere.
     *
     * @param example an example the forecaster was not fitted on
     * @param forecast the forecaster's forecast of it
     * @return the errors with the category and weight that this builder's functions give
     * @throws IllegalArgumentException if the example has another shape, a difficulty or weight is
     *     not as it must be, or the difficulty learns from one example to the next
     */
    public Residual residual(LabeledPattern example, Forecast forecast) {
      Pattern pattern = forecaster.shape().require(example.pattern());
      double[] actual = forecaster.shape().requireOutcome(example.outcome());
      Conditions conditions = conditions();
      if (!conditions.frozen().equals(conditions)) {
        throw new IllegalArgumentException(
            "the difficulty learns from one example to the next; expected one that does not, or"
                + " calibrate(examples)");
      }
      return new Residual(
          conditions.category(pattern, forecast),
          weighting.of(pattern),
          conditions.errors(pattern, forecast, actual));
    }

    /**
     * Calibrates with residuals: gives the wrapper that {@link #calibrate} gives of their examples.
     *
     * @param residuals one a calibration example, in the order of time
     * @return the wrapper
     * @throws IllegalArgumentException if one has not an error a step, or the weights are not as
     *     they must be
     */
    public AdaptiveConformal ofResiduals(List<Residual> residuals) {
      Settings settings = settings();
      return new AdaptiveConformal(
          forecaster, settings, Calibrations.ofResiduals(settings, conditions(), residuals));
    }

    /**
     * Restores a wrapper to the bit. This builder gives the functions: its difficulty, its category
     * and, if it is a function, its weighting; everything else comes from the bytes.
     *
     * @param bytes what {@link AdaptiveConformal#toBytes} gave
     * @return the wrapper
     * @throws IllegalArgumentException if the bytes are damaged, saying how, do not fit the
     *     forecaster's shape, or need a function that is not given, or a given one is not needed
     */
    public AdaptiveConformal restore(byte[] bytes) {
      BinaryReader in = new BinaryReader(KIND, 2, bytes);
      Settings settings = Settings.read(in, forecaster.shape().horizon(), weighting);
      Conditions conditions = conditions().restored(in);
      Calibrations calibrations = Calibrations.read(in, settings, conditions, bytes.length);
      in.end();
      return new AdaptiveConformal(forecaster, settings, calibrations);
    }

    private Settings settings() {
      return new Settings(
          tails, stepScales, weighting, rule, window, learnsScores, bounded, cap, wholeNumbers);
    }

    private Conditions conditions() {
      return new Conditions(forecaster.shape().horizon(), difficulty, category);
    }
  }
}
