package org.forecast4j.dejavu;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.Aim;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Workspaces;

/**
 * Forecasts by analogy: finds the K past patterns nearest to this one and puts together what
 * followed them. There is no training; the past itself is the model, and every forecast can name
 * the examples it rests on. With {@link Builder#growing} the outcomes it observes join that past.
 *
 * <p>The search is exact. It visits the part of the past that can matter, O(size) at worst, and
 * needs memory for a copy of the coordinates. A call allocates the rows and distances of its
 * neighbours; what it computes in is used again by later calls. Immutable and safe for concurrent
 * use.
 *
 * @see <a href="https://arxiv.org/abs/2002.00423">Kang, Spiliotis, Petropoulos, Athiniotis, Li,
 *     Assimakopoulos 2021, Déjà vu: A data-centric forecasting approach through time series
 *     cross-similarity</a>
 */
public final class DejavuForecaster implements Forecaster {
  private final DejavuSettings settings;
  private final Cases past;
  private final Shape shape;

  /** How many outcomes have joined. */
  private final long outcomes;

  /** Of this one and those that it becomes. */
  private final Workspaces<Cases.Search> searches;

  private DejavuForecaster(
      DejavuSettings settings, Cases past, long outcomes, Workspaces<Cases.Search> searches) {
    this.settings = settings;
    this.past = past;
    this.shape = past.shape();
    this.outcomes = outcomes;
    this.searches = searches;
  }

  /**
   * Starts from the defaults: K = 300 or the whole database if it is smaller, Euclidean distance,
   * no scaling, uniform weights, the mean change, no covariates.
   *
   * @param database the past
   * @return a builder
   */
  public static Builder builder(PatternDatabase database) {
    return new Builder(database);
  }

  /**
   * Starts from the defaults over a database of the examples.
   *
   * @param examples past patterns with what followed them, at least one, all of one shape
   * @return a builder
   * @throws IllegalArgumentException if there is no example or one has another shape than the first
   */
  public static Builder builder(List<LabeledPattern> examples) {
    return builder(PatternDatabase.of(examples));
  }

  /**
   * Chooses among settings, and for each of them the number of neighbours, what forecasts the whole
   * path best, as {@link #best(List, int[], List, Aim)} does.
   *
   * @param candidates the settings to try, at least one; their own K does not matter
   * @param ks the numbers of neighbours to try with each, at least one
   * @param validation examples that are in none of the databases, and later than those in it
   * @return the forecaster with the least mean absolute error
   * @throws IllegalArgumentException as the other
   */
  public static DejavuForecaster best(
      List<Builder> candidates, int[] ks, List<LabeledPattern> validation) {
    return best(candidates, ks, validation, Aim.WHOLE_PATH);
  }

  /**
   * Chooses among settings, and for each of them the number of neighbours, what forecasts the path
   * or its end best, as {@link #best(List, int[], List, double, Aim)} does with no standard error.
   *
   * @param candidates the settings to try, at least one; their own K does not matter
   * @param ks the numbers of neighbours to try with each, at least one
   * @param validation examples that are in none of the databases, and later than those in it
   * @param aim whose errors are to be least
   * @return the forecaster with the least mean absolute error
   * @throws IllegalArgumentException as the other
   */
  public static DejavuForecaster best(
      List<Builder> candidates, int[] ks, List<LabeledPattern> validation, Aim aim) {
    return best(candidates, ks, validation, 0, aim);
  }

  /**
   * Chooses among settings, and for each of them the number of neighbours, the fewest neighbours
   * that forecast as well as the best as far as the examples can tell: fewer are found faster. The
   * neighbours are searched once a setting, for the largest K. Validation examples of a moment at
   * which an outcome in a database was not yet known are left out.
   *
   * @param candidates the settings to try, at least one; their own K does not matter
   * @param ks the numbers of neighbours to try with each, at least one
   * @param validation examples that are in none of the databases, and later than those in it
   * @param standardErrors by how many standard errors of the difference, over the examples, the
   *     mean absolute error may exceed the least; 0 or more
   * @param aim whose errors count
   * @return of those within that, the forecaster with the fewest neighbours; of equally many that
   *     with the least error, of equals the first
   * @throws IllegalArgumentException if there is no candidate, K or example, K is below 1 or above
   *     a database's size, a shape differs, every example would be left out, or standardErrors is
   *     negative or not finite
   */
  public static DejavuForecaster best(
      List<Builder> candidates,
      int[] ks,
      List<LabeledPattern> validation,
      double standardErrors,
      Aim aim) {
    Checks.notNegative(standardErrors, "standardErrors");
    return Tuning.of(candidates, ks, validation, aim).best(standardErrors);
  }

  /** The sums of absolute errors that count, by number of neighbours and example. */
  double[][] errors(int[] ks, List<LabeledPattern> examples, Aim aim) {
    shape().requireAll(examples);
    double[][] errors = new double[ks.length][examples.size()];
    Cases.Search search = new Cases.Search(past, k());
    for (int at = 0; at < examples.size(); at++) {
      LabeledPattern example = examples.get(at);
      Ranking ranking = search.nearest(past, example.pattern());
      for (int i = 0; i < ks.length; i++) {
        double[] path = neighbourhood(example.pattern(), ranking, ks[i], search.buffers()).path();
        for (int step = aim.firstStep(path.length); step < path.length; step++) {
          errors[i][at] += Math.abs(path[step] - example.outcome(step));
        }
      }
    }
    return errors;
  }

  @Override
  public String name() {
    return "dejavu";
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public Forecast forecast(Pattern pattern) {
    return Forecast.of(neighbourhood(pattern).path());
  }

  @Override
  public List<Forecast> forecastAll(List<Pattern> patterns) {
    List<Forecast> forecasts = new ArrayList<>(patterns.size());
    for (Pattern pattern : patterns) {
      forecasts.add(forecast(pattern));
    }
    return List.copyOf(forecasts);
  }

  @Override
  public Forecast explain(Pattern pattern) {
    Neighbourhood neighbourhood = neighbourhood(pattern);
    return new Forecast(neighbourhood.path(), List.of(), neighbourhood.analogs(), Map.of());
  }

  @Override
  public Map<String, String> covariates() {
    Map<String, String> assumptions = new TreeMap<>();
    for (String name : settings.covariates()) {
      assumptions.put(name, "left out: neighbours are sought and weighed as if it were not known");
    }
    return Collections.unmodifiableMap(assumptions);
  }

  /**
   * Adds a pattern and its outcome to the database if it {@linkplain Builder#growing grows}, as the
   * example {@code observed-1}, {@code observed-2} and so on, of the times of the latest one, since
   * a pattern has none. One that lacks a covariate in use does not join.
   */
  @Override
  public DejavuForecaster observe(Pattern pattern, double... actual) {
    shape.require(pattern);
    shape.requireOutcome(actual);
    if (settings.most() == 0 || !pattern.covariates().keySet().containsAll(settings.covariates())) {
      return this;
    }
    LabeledPattern latest = past.example(past.size() - 1);
    LabeledPattern example =
        LabeledPattern.of(
            "observed-" + (outcomes + 1), latest.moment(), latest.known(), pattern, actual);
    return new DejavuForecaster(
        settings, past.with(example, settings.most()), outcomes + 1, searches);
  }

  @Override
  public DejavuForecaster frozen() {
    return settings.most() == 0
        ? this
        : new DejavuForecaster(settings.frozen(), past, outcomes, searches);
  }

  /** How many {@code outcomes} have joined, and how many {@code examples} there are. */
  @Override
  public Map<String, Double> learned() {
    return settings.most() == 0
        ? Map.of()
        : Map.of("outcomes", (double) outcomes, "examples", (double) past.size());
  }

  /**
   * The neighbours a forecast rests on, with their spread and quantiles.
   *
   * @param pattern the observations
   * @return the K nearest past patterns
   * @throws IllegalArgumentException if the pattern has another length
   */
  public Neighbourhood neighbourhood(Pattern pattern) {
    shape().require(pattern);
    Cases.Search search = searches.lease();
    try {
      return neighbourhood(pattern, search.nearest(past, pattern), k(), search.buffers());
    } finally {
      searches.giveBack(search);
    }
  }

  /**
   * The neighbours that lack a label or have another value of it: of other series than the
   * pattern's own, where a label names the series.
   *
   * @param pattern the observations
   * @param label the name of the label
   * @param value the value whose examples are left out
   * @return the K nearest of the others, fewer if there are no more
   * @throws IllegalArgumentException if the pattern has another length or no example is left
   */
  public Neighbourhood neighbourhoodWithout(Pattern pattern, String label, String value) {
    shape().require(pattern);
    Ranking others = past.nearestWithout(pattern, k(), label, value);
    if (others.size() == 0) {
      throw new IllegalArgumentException(
          "all " + past.size() + " examples have the " + label + " " + value + "; expected others");
    }
    int count = Math.min(k(), others.size());
    return neighbourhood(pattern, others, count, past.buffers(count));
  }

  private Neighbourhood neighbourhood(
      Pattern pattern, Ranking ranking, int count, Neighbourhood.Buffers buffers) {
    return new Neighbourhood(past, pattern, ranking, count, settings, buffers);
  }

  /**
   * The past it rests on. The first call after an outcome takes O(size).
   *
   * @return the database, with the outcomes that joined it
   */
  public PatternDatabase database() {
    return past.database();
  }

  /**
   * How many outcomes have joined the database since it was made.
   *
   * @return at least 0; 0 if it does not grow
   */
  public long outcomes() {
    return outcomes;
  }

  /**
   * The number of neighbours.
   *
   * @return K
   */
  public int k() {
    return settings.k();
  }

  /**
   * All settings in words, to be shown or stored.
   *
   * @return {@code k}, {@code distance}, {@code scaling}, {@code weighting}, {@code aggregation},
   *     {@code target} and {@code covariate.<name>} with its weight for each covariate; {@link
   *     Builder#settings} reads them
   */
  public Map<String, String> settings() {
    return settings.inWords();
  }

  /**
   * Its portable form, for a bundle: settings and database.
   *
   * @return bytes for {@link #fromBytes}
   */
  public byte[] toBytes() {
    return DejavuFile.write(this);
  }

  /**
   * Restores a forecaster to the bit.
   *
   * @param bytes what {@link #toBytes} gave
   * @return the forecaster
   * @throws IllegalArgumentException if the bytes are damaged, saying how
   */
  public static DejavuForecaster fromBytes(byte[] bytes) {
    return DejavuFile.read(bytes);
  }

  @Override
  public String toString() {
    return name() + settings() + " over " + past.size() + " examples of shape " + shape;
  }

  /** Puts a {@link DejavuForecaster} together. Not thread-safe. */
  public static final class Builder {
    private static final int DEFAULT_K = 300;

    private final PatternDatabase database;
    private int k;
    private Distance distance = Distance.EUCLIDEAN;
    private Scaling scaling = Scaling.NONE;
    private NeighbourWeighting weighting = NeighbourWeighting.UNIFORM;
    private Aggregation aggregation = Aggregation.MEAN;
    private Target target = Target.CHANGE;
    private final SortedMap<String, Double> covariateWeights = new TreeMap<>();
    private int most;

    private Builder(PatternDatabase database) {
      this.database = database;
      k = Math.min(DEFAULT_K, database.size());
    }

    int requireK(int count) {
      if (Checks.atLeast(1, count, "K") > database.size()) {
        throw new IllegalArgumentException(
            "K is " + count + "; the database has only " + database.size() + " examples");
      }
      return count;
    }

    /**
     * Sets the number of neighbours. More of them steady the forecast and blur it; {@link
     * DejavuForecaster#best} finds the balance.
     *
     * @param count K, from 1 to the size of the database
     * @return this builder
     * @throws IllegalArgumentException if there are not so many examples
     */
    public Builder k(int count) {
      k = requireK(count);
      return this;
    }

    /**
     * Sets which patterns are near.
     *
     * @param value the distance
     * @return this builder
     */
    public Builder distance(Distance value) {
      distance = value;
      return this;
    }

    /**
     * Sets what is done to patterns before they are compared.
     *
     * @param value the scaling
     * @return this builder
     */
    public Builder scaling(Scaling value) {
      scaling = value;
      return this;
    }

    /**
     * Sets the share of each neighbour.
     *
     * @param value the weighting
     * @return this builder
     */
    public Builder weighting(NeighbourWeighting value) {
      weighting = value;
      return this;
    }

    /**
     * Sets how outcomes become one forecast.
     *
     * @param value the aggregation
     * @return this builder
     */
    public Builder aggregation(Aggregation value) {
      aggregation = value;
      return this;
    }

    /**
     * Sets what is taken over from the neighbours.
     *
     * @param value the target
     * @return this builder
     */
    public Builder target(Target value) {
      target = value;
      return this;
    }

    /**
     * Uses a covariate.
     *
     * @param name a covariate that every example of the database has
     * @param weight what its values are multiplied by to count as a coordinate beside the pattern's
     *     (scaled) values, at least 0; with 0 it counts in the local regression only
     * @return this builder
     * @throws IllegalArgumentException if an example lacks it or the weight is negative
     */
    public Builder covariate(String name, double weight) {
      if (!database.covariates().contains(name)) {
        throw new IllegalArgumentException(
            "covariate is '" + name + "'; every example has only " + database.covariates());
      }
      String what = "weight of covariate " + name;
      covariateWeights.put(name, Checks.notNegative(Checks.value(weight, what), what));
      return this;
    }

    /**
     * Lets outcomes that it observes join the database, and the oldest examples leave. The
     * forecasts are those of a database made of the examples it then has, to the bit. One outcome
     * takes O(size / 128), and O(size · log(size)) when as many have left as are present: then all
     * is indexed anew.
     *
     * @param examples how many it holds at most, at least as many as the database has
     * @return this builder
     * @throws IllegalArgumentException if the database has more
     */
    public Builder growing(int examples) {
      most = Checks.atLeast(database.size(), examples, "most examples");
      return this;
    }

    /**
     * Reads what {@link DejavuForecaster#settings()} writes.
     *
     * @param settings values by name; what is not there stays as it is
     * @return this builder
     * @throws IllegalArgumentException if a name is unknown or a value does not fit
     */
    public Builder settings(Map<String, String> settings) {
      settings.forEach((name, value) -> DejavuSettings.set(this, name, value));
      return this;
    }

    /**
     * Builds the forecaster and its index: O(size · log size).
     *
     * @return the forecaster
     */
    public DejavuForecaster build() {
      return build(k);
    }

    /** When the last outcome of the database was known. */
    Instant lastKnown() {
      return database.lastKnown();
    }

    DejavuForecaster build(int count) {
      return build(count, 0);
    }

    /** The forecaster in a state that was saved. */
    DejavuForecaster restored(long outcomes) {
      return build(k, outcomes);
    }

    private DejavuForecaster build(int count, long outcomes) {
      DejavuSettings settings =
          new DejavuSettings(
              count, distance, scaling, weighting, aggregation, target, covariateWeights, most);
      Cases past = Cases.of(database, settings);
      return new DejavuForecaster(settings, past, outcomes, past.searches(count));
    }
  }
}
