package org.forecast4j.series;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.forecast4j.Shape;
import org.forecast4j.bundle.BundleException;
import org.forecast4j.bundle.BundleFiles;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Text;

/**
 * Forecasts the series of a panel with what suits most series: averaged exponential smoothing,
 * Theta, and analogs across the series, together. Their weights and the intervals come from
 * forecasts at origins in the past of the panel, each made from nothing but the values before it.
 *
 * <p>Intervals are conformal: a step's width is a quantile of the errors of that step at those
 * origins, over all series, each in the unit of its series, the mean absolute change over a season.
 * They cover as asked as long as the time to come is like the past, over the series together; not
 * each series for itself.
 *
 * <p>A series begins at its first value; later gaps are closed by the rule {@link Gaps}. Series
 * with zeros or negative values have no multiplicative season, no ratios and so no analogs: the
 * other members share the weight. A series that has never changed, or repeats exactly from season
 * to season, goes on so. Immutable and safe for concurrent use.
 */
public final class PanelModel {
  /** The longest horizon and the longest season. */
  public static final int MAX_STEPS = Shape.MAX_LENGTH;

  private static final String KIND = "panel";
  private static final String FILE = "model.bin";

  private final Panel fitted;
  private final Map<String, TimeSeries> series;
  private final PanelEnsemble ensemble;

  private PanelModel(Panel fitted, Map<String, TimeSeries> series, PanelEnsemble ensemble) {
    this.fitted = fitted;
    this.series = series;
    this.ensemble = ensemble;
  }

  /**
   * Starts from the defaults: gaps interpolated, as many origins as a small panel needs, nobody
   * told of progress.
   *
   * @param horizon how many values to forecast, 1 to {@value #MAX_STEPS}
   * @param period how many values make a season, at most {@value #MAX_STEPS}, 1 if there is none
   * @return a builder
   * @throws IllegalArgumentException if one is not as described
   */
  public static Builder builder(int horizon, int period) {
    return new Builder(horizon, period);
  }

  private static Map<String, TimeSeries> byId(List<TimeSeries> series) {
    Map<String, TimeSeries> byId = new LinkedHashMap<>();
    series.forEach(each -> byId.put(each.id(), each.begun()));
    return byId;
  }

  /**
   * Loads a model that was {@linkplain #save saved}, after verifying its checksums. It forecasts to
   * the bit what the saved one does.
   *
   * @param folder where it is
   * @return the model
   * @throws BundleException if it is no such model, or missing, damaged or not to be trusted,
   *     naming the file and what is wrong
   * @throws IOException if it cannot be read
   */
  public static PanelModel load(Path folder) throws IOException {
    return load(BundleFiles.open(KIND, folder));
  }

  /**
   * The same from a zip file that holds one, at its top or in a folder.
   *
   * @param zip the file
   * @return the model
   * @throws BundleException as {@link #load(Path)} throws it, or if it is no zip
   * @throws IOException if it cannot be read
   */
  public static PanelModel loadZip(Path zip) throws IOException {
    return load(BundleFiles.openZip(KIND, zip));
  }

  /**
   * The same from the class path.
   *
   * @param near a class whose loader finds it
   * @param folder where it is, as {@link Class#getResourceAsStream} takes it
   * @return the model
   * @throws BundleException as {@link #load(Path)} throws it
   * @throws IOException if it cannot be read
   */
  public static PanelModel loadResource(Class<?> near, String folder) throws IOException {
    return load(BundleFiles.openResource(KIND, near, folder));
  }

  private static PanelModel load(BundleFiles files) throws BundleException {
    return files.parse(FILE, bytes -> of(PanelParts.fromBytes(bytes)));
  }

  private static PanelModel of(PanelParts parts) {
    Panel fitted = Panel.of(parts.fitted()).begun();
    List<PanelMember> models = parts.settings().models(fitted, FitListener.NONE);
    PanelEnsemble ensemble =
        new PanelEnsemble(parts.settings(), models, parts.weights(), parts.errors());
    if (!ensemble.names().equals(parts.models())) {
      throw new IllegalArgumentException(
          "models are "
              + Text.excerpt(parts.models().toString())
              + "; expected "
              + ensemble.names());
    }
    return new PanelModel(fitted, byId(Panel.of(parts.now()).series()), ensemble);
  }

  /**
   * Saves it with its series and what it has observed. The folder appears complete or not at all;
   * an earlier bundle in its place is replaced whole. The same model gives the same bytes.
   *
   * @param folder where to; its parent must exist
   * @throws IOException if it cannot be written, or the folder holds something else than a bundle,
   *     which is named and left as it is
   */
  public void save(Path folder) throws IOException {
    PanelParts parts =
        new PanelParts(
            ensemble.settings(),
            fitted.series(),
            List.copyOf(series.values()),
            ensemble.names(),
            ensemble.weights(),
            ensemble.errors());
    BundleFiles.write(KIND, folder, Map.of(FILE, parts.toBytes()));
  }

  /**
   * How much each member counts.
   *
   * @return weights of a sum of 1, by name
   */
  public Map<String, Double> weights() {
    Map<String, Double> byName = new LinkedHashMap<>();
    for (int i = 0; i < ensemble.weights().length; i++) {
      byName.put(ensemble.names().get(i), ensemble.weights()[i]);
    }
    return Collections.unmodifiableMap(byName);
  }

  /**
   * The covariates that series must have to be forecast.
   *
   * @return their names, those of the calendar left out; empty if there is none
   */
  public List<String> covariates() {
    return ensemble.settings().covariates().columns();
  }

  /**
   * How many past forecasts the intervals rest on.
   *
   * @return at least 0, at the step with the most, since a gap tells no error; with fewer than 19,
   *     intervals at 95 % are infinite
   */
  public int pastForecasts() {
    return ensemble.pastForecasts();
  }

  /**
   * The series that are too short to be forecast.
   *
   * @return why, by id, in the order of the panel; a series needs 5 values, and two more than a
   *     season has
   */
  public Map<String, String> skipped() {
    Map<String, String> reasons = new LinkedHashMap<>();
    series
        .values()
        .forEach(
            each ->
                ensemble.settings().reasonToSkip(each).ifPresent(r -> reasons.put(each.id(), r)));
    return Collections.unmodifiableMap(reasons);
  }

  /**
   * Forecasts a series of the panel.
   *
   * @param id the series
   * @return the forecast, without analogs
   * @throws IllegalArgumentException if there is no such series or it is too short
   */
  public SeriesForecast forecast(String id) {
    return ensemble.forecast(known(id), false);
  }

  /**
   * The same forecast as {@link #forecast} with the analogs it rests on.
   *
   * @param id the series
   * @return the forecast, with analogs
   * @throws IllegalArgumentException if there is no such series or it is too short
   */
  public SeriesForecast explain(String id) {
    return ensemble.forecast(known(id), true);
  }

  /**
   * Forecasts a series that the model has not been fitted on.
   *
   * @param other a series of the same kind
   * @return the forecast, with analogs
   * @throws IllegalArgumentException if it is too short
   */
  public SeriesForecast explain(TimeSeries other) {
    return ensemble.forecast(other.begun(), true);
  }

  /**
   * Forecasts all series that are not {@linkplain #skipped skipped}.
   *
   * @param listener follows the work
   * @return one forecast a series, in the order of the panel, without analogs
   */
  public List<SeriesForecast> forecastAll(FitListener listener) {
    List<TimeSeries> longEnough =
        series.values().stream()
            .filter(each -> ensemble.settings().reasonToSkip(each).isEmpty())
            .toList();
    return Work.on(longEnough, "forecasting", listener, each -> ensemble.forecast(each, false));
  }

  /**
   * Learns what followed a series: later forecasts go on from there. Weights, analogs and the
   * widths of intervals stay until the model is fitted again.
   *
   * @param id the series
   * @param following the values that came, in their order; NaN is a gap
   * @return the next model; this one is unchanged
   * @throws IllegalArgumentException if there is no such series or a value is not as described in
   *     {@link TimeSeries#of}
   */
  public PanelModel observe(String id, double... following) {
    Map<String, TimeSeries> longer = new LinkedHashMap<>(series);
    longer.put(id, known(id).with(following).begun());
    return new PanelModel(fitted, longer, ensemble);
  }

  /**
   * The same model of other series, such as the same ones some time later, or new ones of their
   * kind. Weights, analogs and the widths of intervals stay; nothing is fitted.
   *
   * @param panel the series as they are now
   * @return the next model, which knows these series and no others; this one is unchanged
   */
  public PanelModel with(Panel panel) {
    return new PanelModel(fitted, byId(panel.series()), ensemble);
  }

  private TimeSeries known(String id) {
    TimeSeries found = series.get(id);
    if (found == null) {
      throw new IllegalArgumentException(
          "series is '" + id + "'; expected one of the model's " + series.size());
    }
    return found;
  }

  @Override
  public String toString() {
    return "panel model of " + series.size() + " series, weights " + weights();
  }

  /** Puts a {@link PanelModel} together. Not thread-safe. */
  public static final class Builder {
    private final int horizon;
    private final int period;
    private Gaps gaps = Gaps.INTERPOLATE;
    private int origins;
    private KnownCovariates covariates = KnownCovariates.NONE;
    private FitListener listener = FitListener.NONE;

    private Builder(int horizon, int period) {
      this.horizon = Checks.between(1, horizon, MAX_STEPS, "horizon");
      this.period = Checks.between(1, period, MAX_STEPS, "period");
    }

    /**
     * Sets what is done where a value is not known.
     *
     * @param rule the rule
     * @return this builder
     */
    public Builder gaps(Gaps rule) {
      gaps = rule;
      return this;
    }

    /**
     * Sets at how many origins in the past forecasts are made for weights and intervals.
     *
     * @param count at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder origins(int count) {
      origins = Checks.atLeast(1, count, "number of origins");
      return this;
    }

    /**
     * Sets the covariates to use, which must be known of the steps ahead, too. A regression takes
     * out what they do to each series before the members look at it, and puts it back into their
     * forecasts. One of 3 to 31 different whole numbers counts as categories as well, two such in
     * pairs. A value that is not known counts as the mean; a series with such a value at a step
     * ahead is skipped.
     *
     * @param names covariates that every series has
     * @return this builder
     * @throws IllegalArgumentException if one is named twice
     */
    public Builder covariates(String... names) {
      covariates = new KnownCovariates(List.of(names), covariates.calendar());
      return this;
    }

    /**
     * Sets which facts of the calendar to use as covariates; these are known of any time.
     *
     * @param names of {@link CalendarCovariates#HOUR} and {@link CalendarCovariates#WEEKDAY}
     * @return this builder
     * @throws IllegalArgumentException if one is another, or named twice
     */
    public Builder calendar(String... names) {
      covariates = new KnownCovariates(covariates.columns(), List.of(names));
      return this;
    }

    /**
     * Sets who follows the fit, and may end it.
     *
     * @param value the listener
     * @return this builder
     */
    public Builder listener(FitListener value) {
      listener = value;
      return this;
    }

    PanelSettings settings() {
      return PanelSettings.of(horizon, period, gaps, origins, covariates);
    }

    FitListener listener() {
      return listener;
    }

    /**
     * Fits on a panel, on all processors: some milliseconds a series and origin, and the analogs of
     * each O(windows of the panel) at worst.
     *
     * @param panel the series
     * @return the model
     * @throws IllegalArgumentException if a series has gaps and gaps are refused, or lacks a
     *     covariate
     * @throws java.util.concurrent.CancellationException if the listener ends the work
     */
    public PanelModel fit(Panel panel) {
      Panel begun = panel.begun();
      return new PanelModel(
          begun, byId(begun.series()), PanelEnsemble.fit(begun, settings(), listener));
    }
  }
}
