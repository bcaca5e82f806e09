package org.forecast4j.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.EncoderField;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Encoders of rows whose lists of numbers are {@code double[]}. {@link Encoders#row} boxes and
 * checks each number, in code that is soon so large that the JVM never compiles it: rows of scores
 * took three times as long. Callers get such tables through {@link Rejections#table}.
 */
final class RowEncoders {
  private static final AgnosticEncoder<?> NUMBERS =
      new AgnosticEncoders.ArrayEncoder<>(AgnosticEncoders.PrimitiveDoubleEncoder$.MODULE$, false);

  private RowEncoders() {}

  /** The encoder of rows of a schema. */
  static Encoder<Row> of(StructType schema) {
    return row(fields(schema));
  }

  /** The encoder of rows as somebody gave them with further columns behind. */
  static Encoder<Row> of(StructType given, StructType added) {
    List<EncoderField> fields = new ArrayList<>(plain(given));
    fields.addAll(fields(added));
    return row(fields);
  }

  private static AgnosticEncoders.RowEncoder row(List<EncoderField> fields) {
    return new AgnosticEncoders.RowEncoder(CollectionConverters.asScala(fields).toSeq());
  }

  private static List<EncoderField> plain(StructType schema) {
    return CollectionConverters.asJava(
        ((AgnosticEncoders.RowEncoder) Encoders.row(schema)).fields());
  }

  private static List<EncoderField> fields(StructType schema) {
    return Arrays.stream(schema.fields()).map(RowEncoders::field).toList();
  }

  private static EncoderField field(StructField field) {
    return new EncoderField(
        field.name(),
        encoder(field.dataType()),
        field.nullable(),
        field.metadata(),
        Option.empty(),
        Option.empty());
  }

  private static AgnosticEncoder<?> encoder(DataType type) {
    if (type instanceof ArrayType list) {
      return list.elementType().equals(DataTypes.DoubleType)
          ? NUMBERS
          : new AgnosticEncoders.ArrayEncoder<>(encoder(list.elementType()), list.containsNull());
    }
    if (type instanceof StructType struct) {
      return row(fields(struct));
    }
    return plain(new StructType().add("it", type)).get(0).enc();
  }
}
