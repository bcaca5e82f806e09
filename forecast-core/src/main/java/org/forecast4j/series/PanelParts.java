package org.forecast4j.series;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Text;

/**
 * What a panel model is kept as. Its members are not part of it: they are made again of the series
 * that it was fitted on, to the bit.
 *
 * @param fitted the series as the model was fitted on them
 * @param now the series as they are now; of those that are as they were fitted, the id is kept
 * @param models the names of the members, then of the baseline
 * @param weights of the members
 * @param errors of each model, then of the members together
 */
record PanelParts(
    PanelSettings settings,
    List<TimeSeries> fitted,
    List<TimeSeries> now,
    List<String> models,
    double[] weights,
    List<PanelErrors> errors) {
  private static final int AS_FITTED = 0;
  private static final int GONE_ON = 1;
  private static final String KIND = "panel-model";

  byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(KIND, 1);
    settings.write(out);
    out.putInt(fitted.size());
    fitted.forEach(series -> series.write(out));
    Map<String, TimeSeries> before = byId(fitted);
    out.putInt(now.size());
    for (TimeSeries series : now) {
      TimeSeries earlier = before.get(series.id());
      boolean same = earlier != null && earlier.equals(series);
      out.putInt(same ? AS_FITTED : GONE_ON);
      if (same) {
        out.putString(series.id());
      } else {
        series.write(out);
      }
    }
    out.putInt(models.size());
    models.forEach(out::putString);
    out.putDoubles(weights);
    errors.forEach(each -> each.write(out));
    return out.toBytes();
  }

  static PanelParts fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, 1, bytes);
    PanelSettings settings = PanelSettings.read(in);
    int horizon = settings.horizon();
    List<TimeSeries> fitted = new ArrayList<>();
    for (int i = in.getInt(1, bytes.length, "number of series"); i > 0; i--) {
      fitted.add(TimeSeries.read(in, horizon));
    }
    List<TimeSeries> now = now(in, byId(fitted), horizon);
    List<String> models = new ArrayList<>();
    for (int i = in.getInt(1, bytes.length, "number of models"); i > 0; i--) {
      models.add(in.getString());
    }
    double[] weights = Checks.shares(in.getDoubles(PanelSettings.MEMBERS, "weights"), "weights");
    List<PanelErrors> errors = new ArrayList<>();
    for (int i = 0; i <= models.size(); i++) {
      errors.add(PanelErrors.read(in, horizon));
    }
    in.end();
    return new PanelParts(settings, fitted, now, models, weights, errors);
  }

  private static List<TimeSeries> now(
      BinaryReader in, Map<String, TimeSeries> fitted, int horizon) {
    List<TimeSeries> now = new ArrayList<>();
    for (int i = in.getInt(1, Integer.MAX_VALUE, "number of series now"); i > 0; i--) {
      if (in.getInt(AS_FITTED, GONE_ON, "form of a series") == GONE_ON) {
        now.add(TimeSeries.read(in, horizon));
      } else {
        String id = in.getString();
        TimeSeries series = fitted.get(id);
        if (series == null) {
          throw in.damaged("there is no series " + Text.excerpt(id) + " that was fitted");
        }
        now.add(series);
      }
    }
    return now;
  }

  private static Map<String, TimeSeries> byId(List<TimeSeries> series) {
    Map<String, TimeSeries> byId = new HashMap<>();
    series.forEach(each -> byId.put(each.id(), each));
    return byId;
  }
}
