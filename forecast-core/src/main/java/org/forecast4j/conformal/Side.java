package org.forecast4j.conformal;

import org.forecast4j.internal.Atoms;

/**
 * Scores seen from one side: as they are, where large is bad, or negated, where the errors below
 * the forecast count.
 */
record Side(Atoms scores, boolean negated) {
  /** How many scores there are. */
  int size() {
    return scores.size();
  }

  /** The score that at most the share {@code level} exceeds, the unseen one included. */
  double quantile(double level, double unseen) {
    return negated ? -scores.lower(level, unseen) : scores.upper(level, unseen);
  }

  /** The conformal p-value: an interval at level α misses the score if and only if α is no less. */
  double pValue(double score, double unseen) {
    return negated ? scores.tailBelow(-score, unseen) : scores.tailAbove(score, unseen);
  }

  /** The largest score, 0 if there is none. */
  double largest() {
    return negated ? -end(0) : end(size() - 1);
  }

  /** The smallest score, 0 if there is none. */
  double smallest() {
    return negated ? -end(size() - 1) : end(0);
  }

  /** How large scores are: the largest absolute value. */
  double magnitude() {
    return Math.max(Math.abs(end(0)), Math.abs(end(size() - 1)));
  }

  private double end(int index) {
    return size() == 0 ? 0 : scores.value(index);
  }
}
