package org.forecast4j.spark;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.forecast4j.Pattern;
import org.forecast4j.basketball.GameSimulator;
import org.forecast4j.basketball.Halftime;

/**
 * The same simulated games for both: as Parquet for Spark, and as a plain file of 16-bit numbers
 * for a process that does without it.
 */
final class ScoringRows {
  private static final GameSimulator GAMES = new GameSimulator(1);
  private static final int LENGTH = Halftime.SHAPE.inputLength();
  private static final int FILES = 8;
  private static final int MADE_AT_ONCE = 10_000;
  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.LongType)
          .add("pattern", DataTypes.createArrayType(DataTypes.DoubleType));

  private ScoringRows() {}

  /** Makes both files unless they are there. */
  static void make(SparkSession spark, Path folder, int rows) throws IOException {
    Path parquet = parquet(folder, rows);
    if (!Files.exists(parquet.resolve("_SUCCESS"))) {
      spark
          .range(0, rows, 1, FILES)
          .map(
              (MapFunction<Long, Row>)
                  id -> RowFactory.create(id, Tables.boxed(values(Math.toIntExact(id)))),
              Encoders.row(SCHEMA))
          .write()
          .mode("overwrite")
          .parquet(parquet.toString());
    }
    Path plain = plain(folder, rows);
    if (!Files.exists(plain)) {
      Path half = folder.resolve("half-made");
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(half)))) {
        for (int from = 0; from < rows; from += MADE_AT_ONCE) {
          int first = from;
          double[][] some = new double[Math.min(MADE_AT_ONCE, rows - from)][];
          IntStream.range(0, some.length).parallel().forEach(i -> some[i] = values(first + i));
          for (double[] values : some) {
            for (double value : values) {
              out.writeShort((int) value);
            }
          }
        }
      }
      Files.move(half, plain, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static double[] values(int game) {
    int[] margins = GAMES.game(game).margins().margins();
    return Arrays.stream(margins, 0, LENGTH).asDoubleStream().toArray();
  }

  private static Path parquet(Path folder, int rows) {
    return folder.resolve("games-" + rows + ".parquet");
  }

  private static Path plain(Path folder, int rows) {
    return folder.resolve("games-" + rows + ".shorts");
  }

  static Dataset<Row> table(SparkSession spark, Path folder, int rows) {
    return spark.read().parquet(parquet(folder, rows).toString());
  }

  /** The patterns from one row on, as they are read; closes the file at their end. */
  static Iterator<Pattern> patterns(Path folder, int rows, int from, int count) throws IOException {
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(plain(folder, rows))));
    in.skipNBytes((long) from * LENGTH * Short.BYTES);
    return new Iterator<>() {
      private int left = count;

      @Override
      public boolean hasNext() {
        return left > 0;
      }

      @Override
      public Pattern next() {
        double[] values = new double[LENGTH];
        try {
          for (int i = 0; i < LENGTH; i++) {
            values[i] = in.readShort();
          }
          if (--left == 0) {
            in.close();
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        return Pattern.of(values);
      }
    };
  }
}
