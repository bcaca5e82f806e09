package org.forecast4j.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;

/**
 * A forecaster and a small correction that follows its errors: for one that cannot learn by itself,
 * such as a network. With z = (1, last value / its scale, covariates / their scales), forgetting f
 * and A₀ the prior times the identity, every outcome y of a step that was forecast as p moves A ←
 * fA + zzᵀ + (1 − f)A₀ and b ← fb + z(y − p), and the forecast is p + zᵀA⁻¹b.
 *
 * <p>Each step of the path is corrected by its own errors; A is the same for all steps, so the path
 * is that of one regression with as many outputs. A covariate that a pattern lacks counts as 0:
 * then its part of the correction is left out. Before the first outcome nothing is corrected.
 *
 * <p>It has the name of the forecaster that it corrects. An outcome takes a forecast and O(d²·(d +
 * horizon)) for d numbers in z. Immutable and safe for concurrent use.
 *
 * @see <a href="https://doi.org/10.1080/00401706.1970.10488634">Hoerl and Kennard 1970, Ridge
 *     Regression</a>
 */
public final class CorrectedForecaster implements Forecaster {
  private static final String KIND = "corrected";
  private static final int MAX_COVARIATES = 1_000;

  private final Forecaster forecaster;
  private final Settings settings;
  private final Correction correction;
  private final boolean learns;

  /** Scales by covariate, in the order of the names. */
  private record Settings(
      double lastScale, SortedMap<String, Double> scales, double prior, double forgetting) {
    int size() {
      return 2 + scales.size();
    }

    double[] regressors(Pattern pattern) {
      double[] z = new double[size()];
      z[0] = 1;
      z[1] = pattern.last() / lastScale;
      int i = 2;
      for (Map.Entry<String, Double> each : scales.entrySet()) {
        z[i++] = pattern.covariates().getOrDefault(each.getKey(), 0.0) / each.getValue();
      }
      return z;
    }
  }

  private CorrectedForecaster(
      Forecaster forecaster, Settings settings, Correction correction, boolean learns) {
    this.forecaster = forecaster;
    this.settings = settings;
    this.correction = correction;
    this.learns = learns;
  }

  /**
   * Starts from the defaults: no covariates, a prior of 4000, forgetting 0.9998 an outcome.
   *
   * @param forecaster what is to be corrected
   * @param lastScale what the last value is divided by: how large it usually is; positive
   * @return a builder
   * @throws IllegalArgumentException if the scale is not positive
   */
  public static Builder builder(Forecaster forecaster, double lastScale) {
    return new Builder(forecaster, Checks.scale(lastScale, "scale of the last value"));
  }

  /**
   * What is corrected.
   *
   * @return the forecaster as it is without the correction
   */
  public Forecaster forecaster() {
    return forecaster;
  }

  @Override
  public String name() {
    return forecaster.name();
  }

  @Override
  public Shape shape() {
    return forecaster.shape();
  }

  @Override
  public Forecast forecast(Pattern pattern) {
    return corrected(pattern, forecaster.forecast(pattern));
  }

  @Override
  public Forecast explain(Pattern pattern) {
    return corrected(pattern, forecaster.explain(pattern));
  }

  @Override
  public List<Forecast> forecastAll(List<Pattern> patterns) {
    List<Forecast> made = forecaster.forecastAll(patterns);
    List<Forecast> corrected = new ArrayList<>(made.size());
    for (int i = 0; i < made.size(); i++) {
      corrected.add(corrected(patterns.get(i), made.get(i)));
    }
    return List.copyOf(corrected);
  }

  private Forecast corrected(Pattern pattern, Forecast made) {
    double[] path = correction.applied(made.path(), settings.regressors(pattern));
    return new Forecast(path, made.components(), made.analogs(), made.failures());
  }

  @Override
  public CorrectedForecaster observe(Pattern pattern, double... actual) {
    shape().requireOutcome(actual);
    Forecaster next = forecaster.observe(pattern, actual);
    if (!learns) {
      return next == forecaster ? this : new CorrectedForecaster(next, settings, correction, false);
    }
    double[] errors = forecaster.forecast(pattern).path();
    Arrays.setAll(errors, step -> actual[step] - errors[step]);
    Correction moved =
        correction.with(
            settings.regressors(pattern), errors, settings.prior(), settings.forgetting());
    return new CorrectedForecaster(next, settings, moved, true);
  }

  @Override
  public CorrectedForecaster frozen() {
    Forecaster still = forecaster.frozen();
    return learns || still != forecaster
        ? new CorrectedForecaster(still, settings, correction, false)
        : this;
  }

  /**
   * What its forecaster has learned, how many {@code outcomes} the correction has, and what it adds
   * at the end of the horizon: {@code correction.constant}, {@code correction.last} and {@code
   * correction.<covariate>}, each times its regressor.
   */
  @Override
  public Map<String, Double> learned() {
    Map<String, Double> learned = new TreeMap<>(forecaster.learned());
    if (learns) {
      double[] row = correction.coefficients(shape().horizon() - 1);
      learned.put("outcomes", (double) correction.outcomes());
      learned.put("correction.constant", row[0]);
      learned.put("correction.last", row[1]);
      int i = 2;
      for (String name : settings.scales().keySet()) {
        learned.put("correction." + name, row[i++]);
      }
    }
    return Map.copyOf(learned);
  }

  @Override
  public Map<String, String> covariates() {
    Map<String, String> assumptions = new LinkedHashMap<>(forecaster.covariates());
    settings
        .scales()
        .keySet()
        .forEach(
            name ->
                assumptions.merge(
                    name, "0 in the correction", (own, correction) -> own + "; " + correction));
    return Map.copyOf(assumptions);
  }

  /**
   * The portable form of the correction; the forecaster is not part of it.
   *
   * @return bytes for {@link #fromBytes}
   */
  public byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(KIND, 1);
    out.putInt(learns ? 1 : 0).putDouble(settings.prior()).putDouble(settings.forgetting());
    out.putDouble(settings.lastScale()).putInt(settings.scales().size());
    settings.scales().forEach((name, scale) -> out.putString(name).putDouble(scale));
    correction.write(out);
    return out.toBytes();
  }

  /**
   * Restores a correction to the bit.
   *
   * @param forecaster the forecaster that is corrected, in the state it was saved in
   * @param bytes what {@link #toBytes} gave
   * @return the corrected forecaster
   * @throws IllegalArgumentException if the bytes are damaged, saying how, or do not fit the
   *     forecaster's shape
   */
  public static CorrectedForecaster fromBytes(Forecaster forecaster, byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, 1, bytes);
    boolean learns = in.getInt(0, 1, "whether it learns") == 1;
    Builder builder = new Builder(forecaster, 1).prior(in.getDouble()).forgetting(in.getDouble());
    builder.lastScale = Checks.scale(in.getDouble(), "scale of the last value");
    for (int i = in.getInt(0, MAX_COVARIATES, "number of covariates"); i > 0; i--) {
      builder.covariate(in.getString(), in.getDouble());
    }
    Settings settings = builder.settings();
    Correction correction = Correction.read(in, settings.size(), forecaster.shape().horizon());
    in.end();
    return new CorrectedForecaster(forecaster, settings, correction, learns);
  }

  /** Puts a {@link CorrectedForecaster} together. Not thread-safe. */
  public static final class Builder {
    private final Forecaster forecaster;
    private final SortedMap<String, Double> scales = new TreeMap<>();
    private double lastScale;
    private double prior = 4_000;
    private double forgetting = 0.9998;

    private Builder(Forecaster forecaster, double lastScale) {
      this.forecaster = forecaster;
      this.lastScale = lastScale;
    }

    /**
     * Adds a covariate to what the correction depends on.
     *
     * @param name the covariate's name
     * @param scale what it is divided by: how large it usually is; positive
     * @return this builder
     * @throws IllegalArgumentException if the scale is not positive
     */
    public Builder covariate(String name, double scale) {
      scales.put(name, Checks.scale(scale, "scale of covariate " + name));
      return this;
    }

    /**
     * Sets how strongly the correction is held at 0.
     *
     * @param weight as much as so many outcomes weigh, positive
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder prior(double weight) {
      prior = Checks.scale(weight, "prior");
      return this;
    }

    /**
     * Sets what one outcome leaves of the weight of all before it.
     *
     * @param keep above 0, at most 1, which forgets nothing
     * @return this builder
     * @throws IllegalArgumentException if it is not so
     */
    public Builder forgetting(double keep) {
      forgetting = OnlineRegression.checkedForgetting(keep);
      return this;
    }

    private Settings settings() {
      return new Settings(lastScale, new TreeMap<>(scales), prior, forgetting);
    }

    /**
     * Builds the forecaster: for now it corrects nothing.
     *
     * @return the forecaster
     */
    public CorrectedForecaster build() {
      Settings settings = settings();
      Correction none = Correction.none(settings.size(), forecaster.shape().horizon(), prior);
      return new CorrectedForecaster(forecaster, settings, none, true);
    }
  }
}
