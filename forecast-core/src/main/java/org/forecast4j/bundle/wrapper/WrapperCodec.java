package org.forecast4j.bundle.wrapper;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.Shape;
import org.forecast4j.bundle.codec.ForecasterFile;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/**
 * Writes and reads a wrapper with its forecaster as one: what a bundle keeps in files, and what its
 * intervals have folded for confidences that were only asked for.
 */
public final class WrapperCodec {
  private static final String KIND = "wrapper";
  private static final int MAX_MEMBERS = 1000;
  private static final byte[] NONE = {};

  /** Stands for the number of members of what is no ensemble. */
  private static final int ALONE = 0;

  private WrapperCodec() {}

  /**
   * The portable form of a wrapper, part after part, of which the calibration may be large.
   *
   * @param codecs those of forecasters of the application's own
   * @return parts for {@link #fromParts}, each made when it is asked for
   * @throws IllegalArgumentException if it is of a kind that bundles cannot hold
   */
  public static Iterator<byte[]> parts(ConformalWrapper wrapper, ForecasterCodec<?>... codecs) {
    WrapperKind kind = WrapperKind.of(wrapper);
    List<Supplier<byte[]>> parts = new ArrayList<>();
    parts.add(() -> toBytes(kind, wrapper.forecaster(), codecs));
    parts.add(() -> kind.toBytes(wrapper, codecs));
    if (wrapper instanceof AdaptiveConformal adaptive) {
      parts.add(adaptive::heldLevels);
    }
    return parts.stream().map(Supplier::get).iterator();
  }

  private static byte[] toBytes(
      WrapperKind kind, Forecaster forecaster, ForecasterCodec<?>... codecs) {
    BinaryWriter out = new BinaryWriter(KIND, 1).putString(kind.label());
    out.putInt(forecaster.shape().inputLength()).putInt(forecaster.shape().horizon());
    if (!(forecaster instanceof WeightedEnsemble ensemble)) {
      put(out.putInt(ALONE), forecaster, codecs);
      return out.toBytes();
    }
    out.putInt(ensemble.members().size());
    ensemble.members().forEach(member -> put(out, member, codecs));
    out.putDoubles(ensemble.weights()).putBytes(ensemble.learnedWeights().orElse(NONE));
    return out.toBytes();
  }

  private static void put(BinaryWriter out, Forecaster member, ForecasterCodec<?>... codecs) {
    out.putString(member.name()).putString(ForecasterFile.kind(member, codecs));
    out.putBytes(ForecasterFile.toBytes(member, codecs));
  }

  /**
   * Restores a wrapper to the bit.
   *
   * @param expected the shape that it must have
   * @param codecs those of forecasters of the application's own
   * @throws IllegalArgumentException if the parts are damaged or others, saying how
   */
  public static ConformalWrapper fromParts(
      Iterator<byte[]> parts, Shape expected, ForecasterCodec<?>... codecs) {
    BinaryReader in = new BinaryReader(KIND, 1, next(parts));
    WrapperKind kind = WrapperKind.ofLabel(in.getString());
    Forecaster forecaster = forecaster(in, expected, codecs);
    in.end();
    ConformalWrapper wrapper = kind.fromBytes(forecaster, next(parts), codecs);
    return wrapper instanceof AdaptiveConformal adaptive
        ? adaptive.withHeldLevels(next(parts))
        : wrapper;
  }

  private static Forecaster forecaster(
      BinaryReader in, Shape expected, ForecasterCodec<?>... codecs) {
    Shape shape =
        new Shape(
            in.getInt(1, Shape.MAX_LENGTH, "length of a pattern"),
            in.getInt(1, Shape.MAX_LENGTH, "horizon"));
    if (!shape.equals(expected)) {
      throw in.damaged("its shape is " + shape + "; expected " + expected);
    }
    int count = in.getInt(ALONE, MAX_MEMBERS, "number of members");
    if (count == ALONE) {
      return member(in, shape, codecs);
    }
    List<Forecaster> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(member(in, shape, codecs));
    }
    WeightedEnsemble fixed = WeightedEnsemble.of(members, in.getDoubles(count, "weights"));
    byte[] learned = in.getBytes();
    return learned.length > 0 ? fixed.withLearnedWeights(learned) : fixed;
  }

  private static Forecaster member(BinaryReader in, Shape shape, ForecasterCodec<?>... codecs) {
    String name = in.getString();
    Forecaster member = ForecasterFile.fromBytes(in.getString(), shape, in.getBytes(), codecs);
    return member.name().equals(name) ? member : member.named(name);
  }

  private static byte[] next(Iterator<byte[]> parts) {
    if (!parts.hasNext()) {
      throw new IllegalArgumentException("a part is missing; expected members and calibration");
    }
    return parts.next();
  }
}
