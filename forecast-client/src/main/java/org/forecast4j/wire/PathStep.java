package org.forecast4j.wire;

import java.io.IOException;
import org.forecast4j.Interval;

/**
 * One step of a forecast path.
 *
 * @param point the value expected
 * @param interval the interval of this step alone; its ends on the wire are null where infinite
 * @param band the interval that covers together with those of all other steps
 */
public record PathStep(double point, Interval interval, Interval band) {
  static final WireCodec<PathStep> CODEC = WireCodec.of(PathStep::read, PathStep::write);

  private static PathStep read(JsonFields fields) {
    return new PathStep(
        fields.number("point"),
        WireTypes.interval(fields, "lower", "upper", "empty"),
        WireTypes.interval(fields, "band_lower", "band_upper", "band_empty"));
  }

  private void write(JsonWriter out) throws IOException {
    out.field("point", point);
    WireTypes.write(interval, "lower", "upper", "empty", out);
    WireTypes.write(band, "band_lower", "band_upper", "band_empty", out);
  }
}
