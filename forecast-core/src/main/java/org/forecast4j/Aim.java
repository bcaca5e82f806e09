package org.forecast4j;

/**
 * Which errors a choice is judged by, such as that of weights or settings: those of every step, or
 * of the last one alone.
 */
public enum Aim {
  /** Every step of the path counts the same, in the units of the values. */
  WHOLE_PATH,

  /** Only the end of the horizon counts: the point forecast. */
  LAST_STEP;

  /**
   * The first step that counts; all after it do.
   *
   * @param horizon how many steps a path has
   * @return from 0
   */
  public int firstStep(int horizon) {
    return this == LAST_STEP ? horizon - 1 : 0;
  }
}
