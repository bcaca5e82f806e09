package org.forecast4j.dejavu;

/** What is taken over from the neighbours. */
public enum Target {
  /** How far their outcomes moved from their last value; added to the pattern's own last value. */
  CHANGE,

  /**
   * Their outcomes as they are. It draws the forecast to where the neighbours ended, which loses
   * the level unless the neighbours share it.
   */
  LEVEL
}
