package org.forecast4j.linear;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ridge;

/**
 * Ridge regression of the change from the last observed value on all observed values and the named
 * covariates, one regression for each step of the path, solved in closed form.
 *
 * <p>A covariate that a pattern lacks is replaced by its own least-squares prediction from the
 * observed values, so a pattern without covariates gets what a regression without them would say.
 *
 * <p>A forecast takes O(inputLength · horizon). Immutable and safe for concurrent use.
 *
 * @see <a href="https://doi.org/10.1080/00401706.1970.10488634">Hoerl and Kennard 1970, Ridge
 *     Regression</a>
 */
public final class LinearForecaster implements Forecaster {
  private static final String KIND = "linear";
  private static final String ASSUMPTION = "its least-squares prediction from the observed values";

  private final Shape shape;
  private final double ridge;
  private final List<String> covariates;

  /** For each step: intercept, a coefficient an observed value, a coefficient a covariate. */
  private final double[][] coefficients;

  /** For each covariate: intercept, a coefficient an observed value. */
  private final double[][] imputation;

  private LinearForecaster(
      Shape shape,
      double ridge,
      List<String> covariates,
      double[][] coefficients,
      double[][] imputation) {
    this.shape = shape;
    this.ridge = ridge;
    this.covariates = List.copyOf(covariates);
    this.coefficients = coefficients;
    this.imputation = imputation;
  }

  /**
   * Fits on past examples, with every covariate that all of them carry.
   *
   * @param training examples of one shape, at least one; O(n · (inputLength + covariates)²)
   * @param ridge penalty on the coefficients of standardised inputs relative to the mean squared
   *     error, at least 0
   * @return the fitted forecaster
   * @throws IllegalArgumentException if the shapes differ, the penalty is negative, or it is 0 and
   *     the inputs are collinear
   */
  public static LinearForecaster fit(List<LabeledPattern> training, double ridge) {
    Checks.atLeast(1, training.size(), "number of training examples");
    SortedSet<String> shared = new TreeSet<>(training.get(0).pattern().covariates().keySet());
    training.forEach(example -> shared.retainAll(example.pattern().covariates().keySet()));
    return fit(training, ridge, shared);
  }

  /**
   * Fits on past examples with chosen covariates.
   *
   * @param training examples of one shape, at least one
   * @param ridge penalty on the coefficients of standardised inputs, at least 0
   * @param covariates names of covariates that every example carries
   * @return the fitted forecaster
   * @throws IllegalArgumentException if the shapes differ, an example lacks a covariate, the
   *     penalty is negative, or it is 0 and the inputs are collinear
   */
  public static LinearForecaster fit(
      List<LabeledPattern> training, double ridge, SortedSet<String> covariates) {
    Checks.atLeast(1, training.size(), "number of training examples");
    Checks.notNegative(ridge, "ridge");
    Shape shape = training.get(0).shape();
    List<String> names = List.copyOf(covariates);
    double[][] values = new double[training.size()][];
    double[][] extended = new double[training.size()][];
    double[][] known = new double[training.size()][];
    double[][] changes = new double[training.size()][];
    for (int i = 0; i < values.length; i++) {
      LabeledPattern example = training.get(i);
      shape.requireOutcome(example.outcome());
      values[i] = shape.require(example.pattern()).values();
      known[i] = example.covariates(names);
      extended[i] = concatenate(values[i], known[i]);
      changes[i] = example.outcome();
      for (int step = 0; step < changes[i].length; step++) {
        changes[i][step] -= example.pattern().last();
      }
    }
    return new LinearForecaster(
        shape,
        ridge,
        names,
        Ridge.fit(extended, changes, ridge),
        names.isEmpty() ? new double[0][] : Ridge.fit(values, known, ridge));
  }

  private static double[] concatenate(double[] first, double[] second) {
    double[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  /**
   * The penalty it was fitted with.
   *
   * @return at least 0
   */
  public double ridge() {
    return ridge;
  }

  @Override
  public Forecast forecast(Pattern pattern) {
    shape.require(pattern);
    double[] path = new double[shape.horizon()];
    for (int step = 0; step < path.length; step++) {
      path[step] = pattern.last() + applied(coefficients[step], pattern);
    }
    for (int i = 0; i < covariates.size(); i++) {
      Double given = pattern.covariates().get(covariates.get(i));
      double value = given == null ? applied(imputation[i], pattern) : given;
      for (int step = 0; step < path.length; step++) {
        path[step] += coefficients[step][shape.inputLength() + 1 + i] * value;
      }
    }
    return Forecast.of(path);
  }

  private double applied(double[] row, Pattern pattern) {
    double sum = row[0];
    for (int i = 0; i < shape.inputLength(); i++) {
      sum += row[i + 1] * pattern.value(i);
    }
    return sum;
  }

  @Override
  public Map<String, String> covariates() {
    Map<String, String> assumptions = new LinkedHashMap<>();
    covariates.forEach(name -> assumptions.put(name, ASSUMPTION));
    return Map.copyOf(assumptions);
  }

  /**
   * Its portable form, for a bundle.
   *
   * @return bytes for {@link #fromBytes}
   */
  public byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(KIND, 1);
    out.putInt(shape.inputLength()).putInt(shape.horizon()).putDouble(ridge);
    out.putInt(covariates.size());
    covariates.forEach(out::putString);
    for (double[] row : coefficients) {
      out.putDoubles(row);
    }
    for (double[] row : imputation) {
      out.putDoubles(row);
    }
    return out.toBytes();
  }

  /**
   * Restores a forecaster to the bit.
   *
   * @param bytes what {@link #toBytes} gave
   * @return the forecaster
   * @throws IllegalArgumentException if the bytes are damaged, saying how
   */
  public static LinearForecaster fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, 1, bytes);
    int inputLength = in.getInt(1, bytes.length, "input length");
    int horizon = in.getInt(1, bytes.length, "horizon");
    double ridge = Checks.notNegative(in.getDouble(), "ridge");
    String[] names = new String[in.getInt(0, bytes.length, "number of covariates")];
    for (int i = 0; i < names.length; i++) {
      names[i] = in.getString();
    }
    double[][] coefficients = rows(in, horizon, inputLength + 1 + names.length);
    double[][] imputation = rows(in, names.length, inputLength + 1);
    in.end();
    return new LinearForecaster(
        new Shape(inputLength, horizon), ridge, List.of(names), coefficients, imputation);
  }

  private static double[][] rows(BinaryReader in, int count, int width) {
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = Checks.finite(in.getDoubles(width, "coefficient row"), "coefficients");
    }
    return rows;
  }
}
