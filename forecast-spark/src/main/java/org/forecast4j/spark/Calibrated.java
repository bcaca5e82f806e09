package org.forecast4j.spark;

import java.util.List;
import org.forecast4j.ConformalWrapper;

/**
 * What a {@link CalibrationJob} made.
 *
 * @param <W> the kind of wrapper
 * @param wrapper the forecaster with its calibrated intervals
 * @param rejected how many rows could not be used
 * @param reasons some of the reasons why, in their order; {@link CalibrationJob#rejected} has all
 *     rows with theirs
 */
public record Calibrated<W extends ConformalWrapper>(
    W wrapper, long rejected, List<String> reasons) {
  /** Copies the list. */
  public Calibrated {
    reasons = List.copyOf(reasons);
  }
}
