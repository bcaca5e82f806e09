package org.forecast4j.series;

import java.util.ArrayList;
import java.util.List;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;

/**
 * What a panel model is kept as. Its members are not part of it: they are made again of the series
 * that it was fitted on, to the bit.
 *
 * @param fitted the series as the model was fitted on them
 * @param observed the series that have gone on since
 * @param models the names of the members, then of the baseline
 * @param weights of the members
 * @param errors of each model, then of the members together
 */
record PanelParts(
    PanelSettings settings,
    List<TimeSeries> fitted,
    List<TimeSeries> observed,
    List<String> models,
    double[] weights,
    List<PanelErrors> errors) {
  private static final String KIND = "panel-model";

  byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(KIND, 1);
    settings.write(out);
    for (List<TimeSeries> part : List.of(fitted, observed)) {
      out.putInt(part.size());
      part.forEach(series -> series.write(out));
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
    List<TimeSeries> fitted = series(in, 1, horizon);
    List<TimeSeries> observed = series(in, 0, horizon);
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
    return new PanelParts(settings, fitted, observed, models, weights, errors);
  }

  private static List<TimeSeries> series(BinaryReader in, int least, int horizon) {
    List<TimeSeries> series = new ArrayList<>();
    for (int i = in.getInt(least, Integer.MAX_VALUE, "number of series"); i > 0; i--) {
      series.add(TimeSeries.read(in, horizon));
    }
    return series;
  }
}
