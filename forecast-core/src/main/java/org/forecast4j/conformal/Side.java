package org.forecast4j.conformal;

/**
 * Scores seen from one side: as they are, where large is bad, or negated, where the errors below
 * the forecast count.
 */
record Side(Scores scores, boolean negated) {
  /** The score that at most the share {@code level} exceeds, the unseen one included. */
  double quantile(double level, double unseen) {
    return negated ? scores.lower(level, unseen) : scores.upper(level, unseen);
  }

  /** The conformal p-value: an interval at level α misses the score if and only if α is no less. */
  double pValue(double score, double unseen) {
    return negated ? scores.tailBelow(score, unseen) : scores.tailAbove(score, unseen);
  }

  /** The largest score, 0 if there is none. */
  double largest() {
    return negated ? -scores.smallest() : scores.largest();
  }

  /** The smallest score, 0 if there is none. */
  double smallest() {
    return negated ? -scores.largest() : scores.smallest();
  }

  /** How large scores are: the largest absolute value. */
  double magnitude() {
    return Math.max(Math.abs(scores.largest()), Math.abs(scores.smallest()));
  }
}
