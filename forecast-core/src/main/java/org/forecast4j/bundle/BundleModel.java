package org.forecast4j.bundle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.Shape;
import org.forecast4j.bundle.codec.ForecasterFile;
import org.forecast4j.bundle.wrapper.WrapperKind;
import org.forecast4j.ensemble.WeightedEnsemble;

/**
 * The model of a bundle, and how it stands in its manifest and files: a file a member, one for
 * weights that learn, one for the intervals.
 *
 * @param forecaster an ensemble, or a forecaster alone
 * @param conformal the forecaster with its intervals, if it has any
 */
record BundleModel(Forecaster forecaster, Optional<ConformalWrapper> conformal) {
  private static final int MAX_MEMBERS = 100;

  /** Whatever the first format can say is written in it, for older readers. */
  private static final int FIRST_FORMAT = 1;

  private static final String HORIZON = "shape.horizon";
  private static final String INPUT_LENGTH = "shape.input_length";
  private static final String MEMBERS = "members";
  private static final String CONFORMAL = "conformal.bin";

  /** Absent where the wrapper is a split conformal one, as it is in old bundles. */
  private static final String CONFORMAL_KIND = "conformal.kind";

  /** The kind of intervals of a forecaster that has none. */
  private static final String NO_INTERVALS = "none";

  /** Says, where it is there, that the only member is no ensemble. */
  private static final String ALONE = "alone";

  /** What the weights of the members have learned. */
  private static final String LEARNED_WEIGHTS = "learned-weights.bin";

  /** Whether there is that file. */
  private static final String LEARNS_WEIGHTS = "weights.learned";

  private static final Set<String> OWN_FILES =
      Set.of(CONFORMAL, ForecastBundle.MODEL_CARD, LEARNED_WEIGHTS);

  /** Makes the wrapper of its forecaster and its saved form. */
  @FunctionalInterface
  interface Restorer {
    ConformalWrapper restore(WrapperKind kind, Forecaster forecaster, byte[] bytes);
  }

  private List<Forecaster> members() {
    return forecaster instanceof WeightedEnsemble ensemble
        ? ensemble.members()
        : List.of(forecaster);
  }

  private boolean isAlone() {
    return !(forecaster instanceof WeightedEnsemble);
  }

  void write(Map<String, String> entries, Map<String, byte[]> files, ForecasterCodec<?>... codecs) {
    entries.put(INPUT_LENGTH, String.valueOf(forecaster.shape().inputLength()));
    entries.put(HORIZON, String.valueOf(forecaster.shape().horizon()));
    List<Forecaster> members = members();
    entries.put(MEMBERS, String.valueOf(members.size()));
    boolean isFirstFormat = !isAlone() && conformal.isPresent();
    Set<String> used = ownFiles();
    for (int i = 0; i < members.size(); i++) {
      Forecaster member = members.get(i);
      String kind = ForecasterFile.kind(member, codecs);
      String name = member.name();
      entries.put(key(i, "name"), name);
      if (!kind.equals(name)) {
        entries.put(key(i, "kind"), kind);
      }
      isFirstFormat &= kind.equals(name) && ForecasterFile.isOwn(kind);
      files.put(file(used, name), ForecasterFile.toBytes(member, codecs));
    }
    if (forecaster instanceof WeightedEnsemble ensemble) {
      writeWeights(ensemble, entries, files);
    } else {
      entries.put(ALONE, "true");
    }
    writeIntervals(entries, files, codecs);
    int format = isFirstFormat ? FIRST_FORMAT : BundleFiles.NEWEST_FORMAT;
    entries.put(BundleFiles.FORMAT, String.valueOf(format));
  }

  private static Set<String> ownFiles() {
    Set<String> used = new HashSet<>();
    OWN_FILES.forEach(name -> used.add(name.toLowerCase(Locale.ROOT)));
    return used;
  }

  private static String key(int member, String what) {
    return "member." + member + "." + what;
  }

  /** The file of a member; some file systems do not tell names by their case. */
  private static String file(Set<String> used, String name) {
    String file = BundleFiles.requirePlainName(name + ".bin");
    if (!used.add(file.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "a member is named '" + name + "'; expected a name whose file no other has, " + file);
    }
    return file;
  }

  private static void writeWeights(
      WeightedEnsemble ensemble, Map<String, String> entries, Map<String, byte[]> files) {
    double[] weights = ensemble.weights();
    for (int i = 0; i < weights.length; i++) {
      entries.put(key(i, "weight"), String.valueOf(weights[i]));
    }
    ensemble
        .learnedWeights()
        .ifPresent(
            bytes -> {
              entries.put(LEARNS_WEIGHTS, "true");
              files.put(LEARNED_WEIGHTS, bytes);
            });
  }

  private void writeIntervals(
      Map<String, String> entries, Map<String, byte[]> files, ForecasterCodec<?>... codecs) {
    if (conformal.isEmpty()) {
      entries.put(CONFORMAL_KIND, NO_INTERVALS);
      return;
    }
    WrapperKind kind = WrapperKind.of(conformal.get());
    if (kind != WrapperKind.SPLIT) {
      entries.put(CONFORMAL_KIND, kind.label());
    }
    files.put(CONFORMAL, kind.toBytes(conformal.get(), codecs));
  }

  /**
   * Reads it.
   *
   * @param used where the names of its files are put
   */
  static BundleModel read(
      BundleFiles files, Restorer restorer, Set<String> used, ForecasterCodec<?>... codecs)
      throws BundleException {
    Manifest manifest = files.manifest();
    Shape shape =
        new Shape(
            (int) manifest.getLong(INPUT_LENGTH, 1, Shape.MAX_LENGTH),
            (int) manifest.getLong(HORIZON, 1, Shape.MAX_LENGTH));
    used.addAll(OWN_FILES);
    boolean alone = manifest.has(ALONE);
    int count = (int) manifest.getLong(MEMBERS, 1, alone ? 1 : MAX_MEMBERS);
    List<Forecaster> members = new ArrayList<>();
    Set<String> taken = ownFiles();
    for (int i = 0; i < count; i++) {
      String name = manifest.get(key(i, "name"));
      String kind = manifest.has(key(i, "kind")) ? manifest.get(key(i, "kind")) : name;
      String file = files.parseManifest(() -> file(taken, name));
      used.add(file);
      members.add(
          files.parse(
              file,
              bytes -> {
                Forecaster member = ForecasterFile.fromBytes(kind, shape, bytes, codecs);
                return member.name().equals(name) ? member : member.named(name);
              }));
    }
    Forecaster forecaster = alone ? members.get(0) : ensemble(files, members);
    return new BundleModel(forecaster, intervals(files, forecaster, restorer));
  }

  private static WeightedEnsemble ensemble(BundleFiles files, List<Forecaster> members)
      throws BundleException {
    Manifest manifest = files.manifest();
    double[] weights = new double[members.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = manifest.getDouble(key(i, "weight"));
    }
    WeightedEnsemble fixed = files.parseManifest(() -> WeightedEnsemble.of(members, weights));
    boolean learns = !manifest.startingWith(LEARNS_WEIGHTS).isEmpty();
    return learns ? files.parse(LEARNED_WEIGHTS, fixed::withLearnedWeights) : fixed;
  }

  private static Optional<ConformalWrapper> intervals(
      BundleFiles files, Forecaster forecaster, Restorer restorer) throws BundleException {
    Manifest manifest = files.manifest();
    String label =
        manifest.has(CONFORMAL_KIND) ? manifest.get(CONFORMAL_KIND) : WrapperKind.SPLIT.label();
    if (label.equals(NO_INTERVALS)) {
      return Optional.empty();
    }
    WrapperKind kind = files.parseManifest(() -> WrapperKind.ofLabel(label));
    return Optional.of(files.parse(CONFORMAL, bytes -> restorer.restore(kind, forecaster, bytes)));
  }

  /** The members with their weights, and the intervals. */
  @Override
  public String toString() {
    List<String> members = new ArrayList<>();
    if (forecaster instanceof WeightedEnsemble ensemble) {
      double[] weights = ensemble.weights();
      for (int i = 0; i < weights.length; i++) {
        String weight = String.format(Locale.ROOT, "%.2f ", weights[i]);
        members.add(weight + ensemble.members().get(i).name());
      }
    } else {
      members.add(forecaster.name());
    }
    return String.join(" + ", members)
        + conformal
            .map(
                wrapper ->
                    ", "
                        + WrapperKind.of(wrapper).label()
                        + " intervals of "
                        + wrapper.calibrationSize()
                        + " errors")
            .orElse(", no intervals");
  }
}
