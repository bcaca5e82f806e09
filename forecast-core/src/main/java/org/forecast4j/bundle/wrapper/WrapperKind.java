package org.forecast4j.bundle.wrapper;

import java.util.Arrays;
import java.util.Locale;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.CrossConformal;
import org.forecast4j.conformal.QuantileConformal;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.internal.Text;

/** The kinds of wrappers that a bundle can hold. */
public enum WrapperKind {
  SPLIT,
  ADAPTIVE,
  CROSS,
  QUANTILE;

  /** The kind of a wrapper; refuses one that has no portable form. */
  public static WrapperKind of(ConformalWrapper wrapper) {
    if (wrapper instanceof SplitConformal) {
      return SPLIT;
    }
    if (wrapper instanceof AdaptiveConformal) {
      return ADAPTIVE;
    }
    if (wrapper instanceof CrossConformal) {
      return CROSS;
    }
    if (wrapper instanceof QuantileConformal) {
      return QUANTILE;
    }
    throw new IllegalArgumentException(
        "the wrapper is a "
            + wrapper.getClass().getName()
            + "; expected SplitConformal, AdaptiveConformal, CrossConformal or QuantileConformal");
  }

  /** The kind that a manifest names. */
  public static WrapperKind ofLabel(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "conformal.kind is '"
                        + Text.excerpt(label)
                        + "'; expected one of "
                        + Arrays.stream(values()).map(WrapperKind::label).toList()));
  }

  /** What a manifest says. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The portable form of a wrapper of this kind, without its forecaster. */
  public byte[] toBytes(ConformalWrapper wrapper, ForecasterCodec<?>... codecs) {
    return switch (this) {
      case SPLIT -> ((SplitConformal) wrapper).toBytes();
      case ADAPTIVE -> ((AdaptiveConformal) wrapper).toBytes();
      case CROSS -> ((CrossConformal) wrapper).toBytes(codecs);
      case QUANTILE -> ((QuantileConformal) wrapper).toBytes();
    };
  }

  /** Restores what {@link #toBytes} gave, around the same forecaster. */
  public ConformalWrapper fromBytes(
      Forecaster forecaster, byte[] bytes, ForecasterCodec<?>... codecs) {
    return switch (this) {
      case SPLIT -> SplitConformal.fromBytes(forecaster, bytes);
      case ADAPTIVE -> AdaptiveConformal.fromBytes(forecaster, bytes);
      case CROSS -> CrossConformal.fromBytes(forecaster, bytes, codecs);
      case QUANTILE ->
          throw new IllegalArgumentException(
              "the wrapper rests on conditional quantiles, which are not saved; expected them to be"
                  + " given again, with load(folder, restorer)");
    };
  }
}
