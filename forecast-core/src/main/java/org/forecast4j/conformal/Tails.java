package org.forecast4j.conformal;

/** How an interval divides the probability it leaves out. */
public enum Tails {
  /** The same distance on either side of the forecast: from the ranks of the absolute errors. */
  SYMMETRIC,
  /** The same probability on either side: from the ranks of the signed errors. */
  EQUAL
}
