package org.forecast4j.linear;

import java.util.List;
import org.forecast4j.Shape;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;

/**
 * The portable form of a {@link LinearForecaster}. What the first version can say, all values and
 * no learning, is written in it, for older readers.
 */
final class LinearFile {
  private static final int PLAIN = 1;
  private static final int NEWEST = 2;

  private LinearFile() {}

  static byte[] write(LinearForecaster.Parts parts) {
    boolean isPlain = parts.learning() == null && parts.features() == LinearFeatures.ALL_VALUES;
    BinaryWriter out = new BinaryWriter(LinearForecaster.KIND, isPlain ? PLAIN : NEWEST);
    out.putInt(parts.shape().inputLength()).putInt(parts.shape().horizon());
    out.putDouble(parts.ridge());
    if (!isPlain) {
      out.putEnum(parts.features()).putInt(parts.learning() == null ? 0 : 1);
    }
    out.putInt(parts.covariates().size());
    parts.covariates().forEach(out::putString);
    for (double[] row : parts.coefficients()) {
      out.putDoubles(row);
    }
    for (double[] row : parts.imputation()) {
      out.putDoubles(row);
    }
    if (parts.learning() != null) {
      parts.learning().write(out);
    }
    return out.toBytes();
  }

  static LinearForecaster.Parts read(byte[] bytes) {
    BinaryReader in = new BinaryReader(LinearForecaster.KIND, NEWEST, bytes);
    int inputLength = in.getInt(1, bytes.length, "input length");
    int horizon = in.getInt(1, bytes.length, "horizon");
    double ridge = Checks.notNegative(in.getDouble(), "ridge");
    boolean isPlain = in.version() == PLAIN;
    LinearFeatures features =
        isPlain ? LinearFeatures.ALL_VALUES : in.getEnum(LinearFeatures.class);
    boolean learns = !isPlain && in.getInt(0, 1, "whether it learns") == 1;
    String[] names = new String[in.getInt(0, bytes.length, "number of covariates")];
    for (int i = 0; i < names.length; i++) {
      names[i] = in.getString();
    }
    int count = features.count(inputLength);
    double[][] coefficients = rows(in, horizon, count + 1 + names.length);
    double[][] imputation = rows(in, names.length, count + 1);
    LinearLearning learning =
        learns ? LinearLearning.read(in, ridge, count, names.length, horizon) : null;
    in.end();
    return new LinearForecaster.Parts(
        new Shape(inputLength, horizon),
        ridge,
        features,
        List.of(names),
        coefficients,
        imputation,
        learning);
  }

  private static double[][] rows(BinaryReader in, int count, int width) {
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = Checks.finite(in.getDoubles(width, "coefficient row"), "coefficients");
    }
    return rows;
  }
}
