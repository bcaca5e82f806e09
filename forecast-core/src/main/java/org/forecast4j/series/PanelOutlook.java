package org.forecast4j.series;

import java.util.Objects;
import org.forecast4j.Interval;

/**
 * What one model says of a series.
 *
 * @param errors those it made in the past of the panel
 * @param unit what errors of this series are measured in; 0 if it goes on exactly as it always has,
 *     infinite if nothing can be told of it
 */
record PanelOutlook(String model, double[] path, PanelErrors errors, double unit) {
  Interval interval(int step, double confidence) {
    Objects.checkIndex(step, path.length);
    double half = errors.halfWidth(step, confidence);
    if (Double.isInfinite(unit)) {
      return Interval.WHOLE_LINE;
    }
    double width = unit > 0 ? half * unit : 0;
    return new Interval(path[step] - width, path[step] + width);
  }
}
