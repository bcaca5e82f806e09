package org.forecast4j.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.Shape;
import org.forecast4j.bundle.codec.ForecasterCodec;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.CrossConformal;
import org.forecast4j.conformal.QuantileConformal;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.internal.Text;

/**
 * A trained model as a folder: {@code bundle.properties} names the format version, the shape, the
 * origin and the size and SHA-256 of every other file; each member, the calibration and each
 * attachment is a file of its own; {@code MODEL_CARD.md} is for people.
 *
 * <p>Nothing in the folder is trusted: sizes are checked before anything is read, and a file that
 * is missing, altered, oversized or outside the folder is refused by name. Saving the same model
 * gives the same bytes. Immutable and safe for concurrent use.
 */
public final class ForecastBundle {
  /** The file name of the model card. */
  public static final String MODEL_CARD = "MODEL_CARD.md";

  private static final int FORMAT_VERSION = 1;
  private static final int MAX_MEMBERS = 100;
  private static final String CONFORMAL = "conformal.bin";

  /** Absent where the wrapper is a {@link SplitConformal}, as it is in old bundles. */
  private static final String CONFORMAL_KIND = "conformal.kind";

  /** What the weights of the members have learned. */
  private static final String LEARNED_WEIGHTS = "learned-weights.bin";

  /** Whether there is that file. */
  private static final String LEARNS_WEIGHTS = "weights.learned";

  /** Absent where the forecaster may learn. */
  private static final String LEARNING = "learning";

  private final BundleInfo info;
  private final ConformalWrapper conformal;
  private final WeightedEnsemble ensemble;
  private final boolean learning;
  private final String modelCard;
  private final SortedMap<String, byte[]> attachments;
  private final SortedMap<String, String> checksums;

  private ForecastBundle(
      BundleInfo info,
      WeightedEnsemble ensemble,
      ConformalWrapper conformal,
      boolean learning,
      String modelCard,
      SortedMap<String, byte[]> attachments,
      SortedMap<String, String> checksums) {
    this.info = info;
    this.ensemble = ensemble;
    this.conformal = conformal;
    this.learning = learning;
    this.modelCard = modelCard;
    this.attachments = attachments;
    this.checksums = Collections.unmodifiableSortedMap(checksums);
  }

  /**
   * Puts a bundle together.
   *
   * @param info what it is and where it came from
   * @param conformal the calibrated model, a {@link SplitConformal}, {@link AdaptiveConformal},
   *     {@link CrossConformal} or {@link QuantileConformal}; its forecaster is a {@link
   *     WeightedEnsemble}
   * @param modelCard Markdown for people: data, errors, limits of use
   * @param attachments further files by name, such as the ratings that covariates are looked up in
   * @return the bundle
   * @throws IllegalArgumentException if the forecaster is no ensemble or an attachment's name is
   *     not a plain file name
   */
  public static ForecastBundle of(
      BundleInfo info,
      ConformalWrapper conformal,
      String modelCard,
      Map<String, byte[]> attachments) {
    WrapperKind.of(conformal);
    if (!(conformal.forecaster() instanceof WeightedEnsemble ensemble)) {
      throw new IllegalArgumentException(
          "the calibrated forecaster is '"
              + conformal.forecaster().name()
              + "'; expected a WeightedEnsemble");
    }
    SortedMap<String, byte[]> copies = new TreeMap<>();
    attachments.forEach(
        (name, bytes) -> copies.put(BundleFiles.requirePlainName(name), bytes.clone()));
    return new ForecastBundle(info, ensemble, conformal, true, modelCard, copies, new TreeMap<>());
  }

  /**
   * The same bundle, whose forecaster goes on learning from outcomes, or stays as it is while the
   * intervals go on. What was learned is kept either way, and saved. It has no {@link #checksums}.
   *
   * @param goesOn whether it learns, as it does unless it is told not to
   * @return the bundle
   */
  public ForecastBundle withLearning(boolean goesOn) {
    return new ForecastBundle(
        info, ensemble, conformal, goesOn, modelCard, attachments, new TreeMap<>());
  }

  /**
   * Whether the forecaster may learn from outcomes.
   *
   * @return false after {@link #withLearning withLearning(false)}
   */
  public boolean learning() {
    return learning;
  }

  /**
   * What the bundle is and where it came from.
   *
   * @return the information it was saved with
   */
  public BundleInfo info() {
    return info;
  }

  /**
   * The forecaster.
   *
   * @return an ensemble of one or more members
   */
  public WeightedEnsemble ensemble() {
    return learning ? ensemble : ensemble.frozen();
  }

  /**
   * The forecaster with its intervals.
   *
   * @return the calibrated wrapper of {@link #ensemble()}, in the state it was saved in; its
   *     forecaster learns if the bundle does
   */
  public ConformalWrapper conformal() {
    return learning ? conformal : conformal.frozen();
  }

  /**
   * The model card.
   *
   * @return Markdown
   */
  public String modelCard() {
    return modelCard;
  }

  /**
   * The names of the further files of the bundle.
   *
   * @return the names, sorted
   */
  public SortedSet<String> attachments() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(attachments.keySet()));
  }

  /**
   * A further file of the bundle.
   *
   * @param name its file name
   * @return a copy of its content
   * @throws IllegalArgumentException if there is no such attachment
   */
  public byte[] attachment(String name) {
    byte[] bytes = attachments.get(name);
    if (bytes == null) {
      throw new IllegalArgumentException(
          "attachment is '" + name + "'; expected one of " + attachments.keySet());
    }
    return bytes.clone();
  }

  /**
   * What the files that it was loaded from were verified against.
   *
   * @return SHA-256 in hexadecimal by file name; empty if it was not loaded
   */
  public SortedMap<String, String> checksums() {
    return checksums;
  }

  /**
   * Saves it. The folder appears complete or not at all; an earlier bundle in its place is replaced
   * whole, if its manifest lists everything in it. Links are followed.
   *
   * @param folder where to; its parent must exist
   * @throws IOException if it cannot be written, or the folder holds something else than a bundle,
   *     which is named and left as it is
   * @throws IllegalArgumentException if a member is of a kind that bundles cannot hold
   */
  public void save(Path folder) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    SortedMap<String, String> entries = new TreeMap<>();
    entries.put(BundleFiles.FORMAT, String.valueOf(FORMAT_VERSION));
    InfoEntries.write(info, entries);
    entries.put("shape.input_length", String.valueOf(ensemble.shape().inputLength()));
    entries.put("shape.horizon", String.valueOf(ensemble.shape().horizon()));
    List<Forecaster> members = ensemble.members();
    double[] weights = ensemble.weights();
    entries.put("members", String.valueOf(members.size()));
    for (int i = 0; i < weights.length; i++) {
      entries.put("member." + i + ".name", members.get(i).name());
      entries.put("member." + i + ".weight", String.valueOf(weights[i]));
      files.put(members.get(i).name() + ".bin", ForecasterCodec.toBytes(members.get(i)));
    }
    ensemble
        .learnedWeights()
        .ifPresent(
            bytes -> {
              entries.put(LEARNS_WEIGHTS, "true");
              files.put(LEARNED_WEIGHTS, bytes);
            });
    if (!learning) {
      entries.put(LEARNING, "false");
    }
    WrapperKind kind = WrapperKind.of(conformal);
    if (kind != WrapperKind.SPLIT) {
      entries.put(CONFORMAL_KIND, kind.label());
    }
    files.put(CONFORMAL, kind.toBytes(conformal));
    files.put(MODEL_CARD, modelCard.getBytes(StandardCharsets.UTF_8));
    attachments.forEach(
        (name, bytes) -> {
          files.put(requireOther(files.keySet(), name), bytes);
          entries.put("attachment." + name, "");
        });
    BundleTarget.write(folder, entries, files);
  }

  private static String requireOther(Set<String> used, String name) {
    if (used.contains(name)) {
      throw new IllegalArgumentException(
          "attachment is '" + name + "'; expected a name that the bundle does not use itself");
    }
    return name;
  }

  /**
   * Refuses a folder that {@link #save} would refuse, so that nobody trains in vain. The moves of
   * saving are made with an empty folder: an earlier bundle is moved aside for an instant and back.
   *
   * @param folder where a bundle is to be saved
   * @throws IOException if its parent does not exist or cannot be written to, it cannot be moved,
   *     as a mount point, or it holds something else than a bundle
   */
  public static void requireTarget(Path folder) throws IOException {
    BundleTarget.requireTarget(folder);
  }

  /**
   * Loads a bundle after verifying every file of it.
   *
   * @param folder where it is
   * @return the bundle
   * @throws BundleException if a file is missing, damaged or not to be trusted, naming it and what
   *     is wrong, or the intervals rest on functions of the caller's
   * @throws IOException if it cannot be read
   */
  public static ForecastBundle load(Path folder) throws IOException {
    return load(BundleFiles.open(BundleFiles.FORECASTER, folder), WrapperKind::fromBytes);
  }

  /**
   * Loads a bundle from a zip file that holds one, at its top or in a folder, after verifying every
   * file of it.
   *
   * @param zip the file
   * @return the bundle
   * @throws BundleException if it is no zip, does not hold one bundle, or a file in it is not as
   *     {@link #load(Path)} says
   * @throws IOException if it cannot be read
   */
  public static ForecastBundle loadZip(Path zip) throws IOException {
    return load(BundleFiles.openZip(BundleFiles.FORECASTER, zip), WrapperKind::fromBytes);
  }

  /**
   * Loads a bundle from the class path, such as one packed into the application's jar, after
   * verifying every file of it.
   *
   * @param near a class whose loader finds it
   * @param folder where it is, as {@link Class#getResourceAsStream} takes it: from the class's
   *     package, or from the root if it begins with a slash, such as {@code /models/load}
   * @return the bundle
   * @throws BundleException if a file is missing, damaged or not to be trusted, naming it
   * @throws IOException if it cannot be read
   */
  public static ForecastBundle loadResource(Class<?> near, String folder) throws IOException {
    return load(
        BundleFiles.openResource(BundleFiles.FORECASTER, near, folder), WrapperKind::fromBytes);
  }

  /**
   * Loads a bundle whose intervals rest on functions of the caller's: a difficulty, a category, a
   * weighting or conditional quantiles. Functions are not saved, so they are given again:
   *
   * <pre>{@code
   * ForecastBundle.load(
   *     folder,
   *     (ensemble, bytes) ->
   *         AdaptiveConformal.builder(ensemble).difficulty(difficulty).restore(bytes));
   * }</pre>
   *
   * @param folder where it is
   * @param restorer makes the wrapper of its forecaster and its saved form
   * @return the bundle
   * @throws BundleException if a file is missing, damaged or not to be trusted, naming it and what
   *     is wrong
   * @throws IOException if it cannot be read
   */
  public static ForecastBundle load(
      Path folder, BiFunction<WeightedEnsemble, byte[], ? extends ConformalWrapper> restorer)
      throws IOException {
    return load(
        BundleFiles.open(BundleFiles.FORECASTER, folder),
        (kind, ensemble, bytes) -> restorer.apply(ensemble, bytes));
  }

  @FunctionalInterface
  private interface Restorer {
    ConformalWrapper restore(WrapperKind kind, WeightedEnsemble ensemble, byte[] bytes);
  }

  private static ForecastBundle load(BundleFiles files, Restorer restorer) throws IOException {
    Manifest manifest = files.manifest();
    Shape shape =
        new Shape(
            (int) manifest.getLong("shape.input_length", 1, Integer.MAX_VALUE),
            (int) manifest.getLong("shape.horizon", 1, Integer.MAX_VALUE));
    List<Forecaster> members = new ArrayList<>();
    double[] weights = new double[(int) manifest.getLong("members", 1, MAX_MEMBERS)];
    for (int i = 0; i < weights.length; i++) {
      String name = manifest.get("member." + i + ".name");
      members.add(
          files.parse(name + ".bin", bytes -> ForecasterCodec.fromBytes(name, shape, bytes)));
      weights[i] = manifest.getDouble("member." + i + ".weight");
    }
    WeightedEnsemble fixed = files.parseManifest(() -> WeightedEnsemble.of(members, weights));
    boolean learnsWeights = !manifest.startingWith(LEARNS_WEIGHTS).isEmpty();
    WeightedEnsemble ensemble =
        learnsWeights ? files.parse(LEARNED_WEIGHTS, fixed::withLearnedWeights) : fixed;
    String learning = manifest.startingWith(LEARNING).getOrDefault("", "true");
    String label =
        manifest.has(CONFORMAL_KIND) ? manifest.get(CONFORMAL_KIND) : WrapperKind.SPLIT.label();
    WrapperKind kind = files.parseManifest(() -> WrapperKind.ofLabel(label));
    ConformalWrapper conformal =
        files.parse(CONFORMAL, bytes -> restorer.restore(kind, ensemble, bytes));
    SortedSet<String> used = new TreeSet<>(List.of(CONFORMAL, MODEL_CARD, LEARNED_WEIGHTS));
    members.forEach(member -> used.add(member.name() + ".bin"));
    SortedMap<String, byte[]> attachments = new TreeMap<>();
    for (String name : manifest.startingWith("attachment.").keySet()) {
      files.parseManifest(() -> requireOther(used, name));
      attachments.put(name, files.parse(name, bytes -> bytes));
    }
    BundleInfo info = InfoEntries.read(manifest);
    String modelCard = files.parse(MODEL_CARD, bytes -> new String(bytes, StandardCharsets.UTF_8));
    return new ForecastBundle(
        info,
        ensemble,
        conformal,
        files.parseManifest(() -> isTrue(LEARNING, learning)),
        modelCard,
        attachments,
        files.checksums());
  }

  private static boolean isTrue(String key, String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException(
          key + " is '" + Text.excerpt(value) + "'; expected true or false");
    }
    return value.equals("true");
  }

  /**
   * Checks the size and checksum of every file without restoring the model.
   *
   * @param folder where the bundle is
   * @return SHA-256 in hexadecimal by file name
   * @throws BundleException if a file is missing, damaged or not to be trusted
   * @throws IOException if it cannot be read
   */
  public static SortedMap<String, String> verify(Path folder) throws IOException {
    return BundleFiles.open(folder).checksums();
  }

  /** What it is, its members with their weights, and its intervals. */
  @Override
  public String toString() {
    List<String> members = new ArrayList<>();
    double[] weights = ensemble.weights();
    for (int i = 0; i < weights.length; i++) {
      String weight = String.format(Locale.ROOT, "%.2f ", weights[i]);
      members.add(weight + ensemble.members().get(i).name());
    }
    return info.name()
        + " "
        + ensemble.shape()
        + ": "
        + String.join(" + ", members)
        + ", "
        + WrapperKind.of(conformal).label()
        + " intervals of "
        + conformal.calibrationSize()
        + " errors"
        + (learning ? "" : ", not learning");
  }
}
