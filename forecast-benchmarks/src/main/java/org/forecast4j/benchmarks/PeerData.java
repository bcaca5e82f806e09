package org.forecast4j.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.linear.CorrectedForecaster;
import org.forecast4j.lstm.LstmCovariate;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.LstmWeights;

/** Writes what the served peer needs of a bundle as NumPy's files: the same games and network. */
final class PeerData {
  private final Path target;

  private PeerData(Path target) {
    this.target = target;
  }

  /**
   * Exports a bundle.
   *
   * @param args the bundle's folder, and the folder to write to
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    ForecastBundle bundle = ForecastBundle.load(folder);
    PeerData data = new PeerData(Files.createDirectories(Path.of(args[1])));
    for (Forecaster member : bundle.ensemble().members()) {
      data.write(member);
    }
    List<GameMargins> later = GameMargins.read(folder.resolve(Halftime.CALIBRATION_FILE));
    data.games("calibration", later.stream().map(game -> game.example(Halftime.SHAPE)).toList());
  }

  private void write(Forecaster member) throws IOException {
    if (member instanceof CorrectedForecaster corrected) {
      write(corrected.forecaster());
    } else if (member instanceof DejavuForecaster dejavu) {
      games("past", dejavu.database().examples());
      doubles("k", new double[][] {{dejavu.k()}});
    } else if (member instanceof LstmForecaster lstm) {
      network(lstm.weights());
    }
  }

  private void games(String name, List<LabeledPattern> games) throws IOException {
    doubles(name + "-patterns", rows(games, game -> game.pattern().values()));
    doubles(name + "-outcomes", rows(games, LabeledPattern::outcome));
    List<String> lines = new ArrayList<>();
    for (LabeledPattern game : games) {
      String home = game.labels().getOrDefault("home", "");
      String away = game.labels().getOrDefault("away", "");
      lines.add(String.join(",", game.id(), game.date().toString(), home, away));
    }
    Files.write(target.resolve(name + "-games.csv"), lines);
  }

  private static double[][] rows(
      List<LabeledPattern> games, Function<LabeledPattern, double[]> values) {
    return games.stream().map(values).toArray(double[][]::new);
  }

  private void network(LstmWeights weights) throws IOException {
    for (int i = 0; i < weights.layers().size(); i++) {
      LstmWeights.Layer layer = weights.layers().get(i);
      floats("lstm" + i + "-input", layer.inputs(), layer.inputWeights());
      floats("lstm" + i + "-recurrent", layer.hidden(), layer.recurrentWeights());
      floats("lstm" + i + "-bias", 1, layer.bias());
    }
    LstmEncoding encoding = weights.encoding();
    floats("head", weights.hidden() + encoding.headInputs(), weights.headWeights());
    floats("head-bias", 1, weights.headBias());
    doubles("inputs", new double[][] {encoding.inputs().mean(), encoding.inputs().scale()});
    doubles("changes", new double[][] {encoding.changes().mean(), encoding.changes().scale()});
    for (LstmCovariate covariate : encoding.covariates()) {
      double[] imputation = covariate.imputation();
      double[] standard = {covariate.mean(), covariate.scale()};
      doubles("covariate", new double[][] {standard});
      doubles("imputation", new double[][] {imputation});
    }
  }

  private void floats(String name, int rows, float[] values) throws IOException {
    int columns = values.length / rows;
    double[][] matrix = new double[rows][];
    for (int row = 0; row < rows; row++) {
      int start = row * columns;
      matrix[row] = IntStream.range(0, columns).mapToDouble(i -> values[start + i]).toArray();
    }
    doubles(name, matrix);
  }

  /** A matrix in version 1 of NumPy's format. */
  private void doubles(String name, double[][] rows) throws IOException {
    String shape = "(" + rows.length + ", " + rows[0].length + ")";
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }";
    int start = 64 * ((10 + header.length() + 1 + 63) / 64);
    ByteBuffer out = ByteBuffer.allocate(start + 8 * rows.length * rows[0].length);
    out.order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x93);
    out.put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 0);
    out.putShort((short) (start - 10));
    byte[] padded = new byte[start - 10];
    Arrays.fill(padded, (byte) ' ');
    padded[padded.length - 1] = '\n';
    System.arraycopy(header.getBytes(StandardCharsets.US_ASCII), 0, padded, 0, header.length());
    out.put(padded);
    for (double[] row : rows) {
      for (double value : row) {
        out.putDouble(value);
      }
    }
    Files.write(target.resolve(name + ".npy"), out.array());
  }
}
