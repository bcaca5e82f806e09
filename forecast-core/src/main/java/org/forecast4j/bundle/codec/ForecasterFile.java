package org.forecast4j.bundle.codec;

import java.util.ArrayList;
import java.util.List;
import org.forecast4j.Forecaster;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.NamedForecaster;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Text;
import org.forecast4j.linear.CorrectedForecaster;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.LstmWeights;

/**
 * Writes and reads the forecasters that files can hold: of the kinds of this library, and of those
 * that an application has a codec for.
 */
public final class ForecasterFile {
  private static final String DEJAVU = "dejavu";
  private static final String LINEAR = "linear";
  private static final String LSTM = "lstm";
  private static final String PERSISTENCE = "persistence";
  private static final List<String> OWN = List.of(DEJAVU, LINEAR, LSTM, PERSISTENCE);

  private static final int LONGEST_KIND = 96;

  /** A correction, then the forecaster that it corrects. */
  private static final String CORRECTED = "corrected-forecaster";

  private ForecasterFile() {}

  /** Refuses codecs whose kinds cannot be told apart. */
  public static void requireKinds(ForecasterCodec<?>... codecs) {
    List<String> kinds = new ArrayList<>(OWN);
    for (ForecasterCodec<?> codec : codecs) {
      String kind = Checks.plainName(codec.kind(), LONGEST_KIND, "kind of a codec");
      if (kinds.contains(kind)) {
        throw new IllegalArgumentException(
            "kind of a codec is '" + kind + "'; expected none of " + kinds);
      }
      kinds.add(kind);
    }
  }

  /** Whether a kind is one of this library. */
  public static boolean isOwn(String kind) {
    return OWN.contains(kind);
  }

  /** The kind of a forecaster, whatever its name; refuses one that no file can hold. */
  public static String kind(Forecaster forecaster, ForecasterCodec<?>... codecs) {
    Forecaster plain = NamedForecaster.unnamed(forecaster);
    if (plain instanceof CorrectedForecaster corrected) {
      return kind(corrected.forecaster(), codecs);
    }
    if (plain instanceof DejavuForecaster) {
      return DEJAVU;
    }
    if (plain instanceof LinearForecaster) {
      return LINEAR;
    }
    if (plain instanceof LstmForecaster) {
      return LSTM;
    }
    if (plain instanceof Persistence) {
      return PERSISTENCE;
    }
    return codecOf(forecaster, plain, codecs).kind();
  }

  private static ForecasterCodec<?> codecOf(
      Forecaster named, Forecaster plain, ForecasterCodec<?>... codecs) {
    requireKinds(codecs);
    for (ForecasterCodec<?> codec : codecs) {
      if (codec.type().isInstance(plain)) {
        return codec;
      }
    }
    throw new IllegalArgumentException(
        "member '"
            + named.name()
            + "' is a "
            + plain.getClass().getName()
            + "; expected a kind that bundles can hold, "
            + kinds(codecs));
  }

  private static String kinds(ForecasterCodec<?>... codecs) {
    List<String> given = new ArrayList<>();
    for (ForecasterCodec<?> codec : codecs) {
      given.add(codec.kind());
    }
    return OWN + ", or one of the codecs that were given, " + given;
  }

  /** Its portable form, without its name; refuses a kind that has none. */
  public static byte[] toBytes(Forecaster forecaster, ForecasterCodec<?>... codecs) {
    Forecaster plain = NamedForecaster.unnamed(forecaster);
    if (plain instanceof DejavuForecaster dejavu) {
      return dejavu.toBytes();
    }
    if (plain instanceof LinearForecaster linear) {
      return linear.toBytes();
    }
    if (plain instanceof LstmForecaster lstm) {
      return lstm.weights().toBytes();
    }
    if (plain instanceof CorrectedForecaster corrected) {
      return new BinaryWriter(CORRECTED, 1)
          .putBytes(corrected.toBytes())
          .putBytes(toBytes(corrected.forecaster(), codecs))
          .toBytes();
    }
    if (plain instanceof Persistence) {
      return new byte[0];
    }
    return written(codecOf(forecaster, plain, codecs), plain);
  }

  private static <F extends Forecaster> byte[] written(ForecasterCodec<F> codec, Forecaster plain) {
    return codec.write(codec.type().cast(plain)).clone();
  }

  /** Restores what {@link #toBytes} gave for a forecaster of that kind and shape. */
  public static Forecaster fromBytes(
      String kind, Shape shape, byte[] bytes, ForecasterCodec<?>... codecs) {
    if (BinaryReader.isOf(CORRECTED, bytes)) {
      BinaryReader in = new BinaryReader(CORRECTED, 1, bytes);
      byte[] correction = in.getBytes();
      byte[] corrected = in.getBytes();
      in.end();
      if (BinaryReader.isOf(CORRECTED, corrected)) {
        throw in.damaged("a correction is corrected itself; expected one correction");
      }
      return CorrectedForecaster.fromBytes(fromBytes(kind, shape, corrected, codecs), correction);
    }
    Forecaster member =
        switch (kind) {
          case DEJAVU -> DejavuForecaster.fromBytes(bytes);
          case LINEAR -> LinearForecaster.fromBytes(bytes);
          case LSTM -> LstmForecaster.of(LstmWeights.fromBytes(bytes));
          case PERSISTENCE -> new Persistence(shape);
          default -> read(kind, shape, bytes, codecs);
        };
    if (!member.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "shape of " + kind + " is " + member.shape() + "; expected " + shape);
    }
    return member;
  }

  private static Forecaster read(
      String kind, Shape shape, byte[] bytes, ForecasterCodec<?>... codecs) {
    requireKinds(codecs);
    for (ForecasterCodec<?> codec : codecs) {
      if (codec.kind().equals(kind)) {
        return read(codec, shape, bytes);
      }
    }
    throw new IllegalArgumentException(
        "member kind is '" + Text.excerpt(kind) + "'; expected one of " + kinds(codecs));
  }

  /** Whatever a codec throws is its word that it cannot read the bytes. */
  private static Forecaster read(ForecasterCodec<?> codec, Shape shape, byte[] bytes) {
    try {
      return codec.read(shape, bytes.clone());
    } catch (IllegalArgumentException refused) {
      throw refused;
    } catch (RuntimeException failed) {
      throw new IllegalArgumentException(
          "the codec of " + codec.kind() + " fails: " + Text.excerpt(failed.toString()), failed);
    }
  }
}
