package org.forecast4j.series;

import java.util.ArrayList;
import java.util.List;

/**
 * One of the ETS family of exponential smoothing models: how errors, trend and season add up.
 *
 * @param errors whether an error is a difference from what was expected or a ratio to it
 * @param trend whether there is a trend, and whether it fades
 * @param season whether there is a season, as differences or as ratios
 * @see <a href="https://doi.org/10.1007/978-3-540-71918-2">Hyndman, Koehler, Ord and Snyder 2008,
 *     Forecasting with Exponential Smoothing</a>
 */
public record SmoothingForm(Errors errors, Trend trend, Season season) {
  /** How errors enter. */
  public enum Errors {
    /** As a difference. */
    ADDITIVE("A"),
    /** As a ratio: all values are positive. */
    MULTIPLICATIVE("M");

    private final String letter;

    Errors(String letter) {
      this.letter = letter;
    }
  }

  /** How the level moves from step to step. */
  public enum Trend {
    /** Not of itself. */
    NONE("N"),
    /** By a slope. */
    ADDITIVE("A"),
    /** By a slope that fades. */
    DAMPED("Ad");

    private final String letter;

    Trend(String letter) {
      this.letter = letter;
    }
  }

  /** How the season enters. */
  public enum Season {
    /** There is none. */
    NONE("N"),
    /** As differences. */
    ADDITIVE("A"),
    /** As ratios: all values are positive. */
    MULTIPLICATIVE("M");

    private final String letter;

    Season(String letter) {
      this.letter = letter;
    }
  }

  /**
   * Reads what {@link #toString()} writes.
   *
   * @param text the letters of error, trend and season, such as {@code AAdN} or {@code MAM}
   * @return the form
   * @throws IllegalArgumentException if the text is none
   */
  public static SmoothingForm parse(String text) {
    for (Errors errors : Errors.values()) {
      for (Trend trend : Trend.values()) {
        for (Season season : Season.values()) {
          SmoothingForm form = new SmoothingForm(errors, trend, season);
          if (form.toString().equals(text)) {
            return form;
          }
        }
      }
    }
    throw new IllegalArgumentException(
        "smoothing form is '"
            + text
            + "'; expected A or M, then N, A or Ad, then N, A or M, such as AAdN");
  }

  /**
   * The forms that are tried where none is given: all but those of additive errors and a
   * multiplicative season, whose variances may be infinite.
   *
   * @param seasonal whether forms with a season may be tried
   * @param positive whether ratios may be tried
   */
  static List<SmoothingForm> candidates(boolean seasonal, boolean positive) {
    List<SmoothingForm> forms = new ArrayList<>();
    for (Errors errors : Errors.values()) {
      for (Trend trend : Trend.values()) {
        for (Season season : Season.values()) {
          SmoothingForm form = new SmoothingForm(errors, trend, season);
          boolean isStable = errors == Errors.MULTIPLICATIVE || season != Season.MULTIPLICATIVE;
          if (isStable && (seasonal || !form.isSeasonal()) && (positive || !form.needsPositive())) {
            forms.add(form);
          }
        }
      }
    }
    return forms;
  }

  boolean isSeasonal() {
    return season != Season.NONE;
  }

  boolean isTrended() {
    return trend != Trend.NONE;
  }

  boolean isDamped() {
    return trend == Trend.DAMPED;
  }

  boolean needsPositive() {
    return errors == Errors.MULTIPLICATIVE || season == Season.MULTIPLICATIVE;
  }

  /** How many numbers the form has: weights, damping, the first states and the variance. */
  int parameters(int period) {
    return 3 + (isTrended() ? 2 : 0) + (isDamped() ? 1 : 0) + (isSeasonal() ? period : 0);
  }

  /** Its letters: error, trend, season. */
  @Override
  public String toString() {
    return errors.letter + trend.letter + season.letter;
  }
}
