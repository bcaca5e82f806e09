package org.forecast4j;

import java.util.List;
import java.util.Map;
import org.forecast4j.internal.Text;

/**
 * A forecaster under another name, so that two of one kind can be members of an ensemble: in
 * everything but its name it is the forecaster that it names. {@link Forecaster#named} makes it.
 */
public final class NamedForecaster implements Forecaster {
  private static final int LONGEST = 96;
  private static final java.util.regex.Pattern LOWER_CASE =
      java.util.regex.Pattern.compile("[a-z][a-z0-9_-]*");

  private final String name;
  private final Forecaster forecaster;

  private NamedForecaster(String name, Forecaster forecaster) {
    this.name = name;
    this.forecaster = forecaster;
  }

  static Forecaster of(String name, Forecaster forecaster) {
    if (name.length() > LONGEST || !LOWER_CASE.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name of the forecaster is '"
              + Text.excerpt(name)
              + "'; expected lower-case letters, digits, '_' and '-' alone, at most "
              + LONGEST
              + ", the first a letter");
    }
    Forecaster own = unnamed(forecaster);
    return own.name().equals(name) ? own : new NamedForecaster(name, own);
  }

  /**
   * What a forecaster is without the name that it was given.
   *
   * @param forecaster any forecaster
   * @return the forecaster under its own name
   */
  public static Forecaster unnamed(Forecaster forecaster) {
    return forecaster instanceof NamedForecaster named ? named.forecaster : forecaster;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape shape() {
    return forecaster.shape();
  }

  @Override
  public Forecast forecast(Pattern pattern) {
    return forecaster.forecast(pattern);
  }

  @Override
  public List<Forecast> forecastAll(List<Pattern> patterns) {
    return forecaster.forecastAll(patterns);
  }

  @Override
  public Forecast explain(Pattern pattern) {
    return forecaster.explain(pattern);
  }

  @Override
  public NamedForecaster observe(Pattern pattern, double... actual) {
    return of(forecaster.observe(pattern, actual));
  }

  @Override
  public NamedForecaster frozen() {
    return of(forecaster.frozen());
  }

  private NamedForecaster of(Forecaster next) {
    return next == forecaster ? this : new NamedForecaster(name, next);
  }

  @Override
  public Map<String, Double> learned() {
    return forecaster.learned();
  }

  @Override
  public Map<String, String> covariates() {
    return forecaster.covariates();
  }

  @Override
  public String toString() {
    return name + ", " + forecaster;
  }
}
