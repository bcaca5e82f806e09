package org.forecast4j.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.bundle.wrapper.WrapperKind;
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

  /** Absent where the forecaster may learn. */
  private static final String LEARNING = "learning";

  private final BundleInfo info;
  private final BundleModel model;
  private final boolean learning;
  private final String modelCard;
  private final SortedMap<String, byte[]> attachments;
  private final SortedMap<String, String> checksums;

  private ForecastBundle(
      BundleInfo info,
      BundleModel model,
      boolean learning,
      String modelCard,
      SortedMap<String, byte[]> attachments,
      SortedMap<String, String> checksums) {
    this.info = info;
    this.model = model;
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
   *     {@link CrossConformal} or {@link QuantileConformal}
   * @param modelCard Markdown for people: data, errors, limits of use
   * @param attachments further files by name, such as the ratings that covariates are looked up in
   * @return the bundle
   * @throws IllegalArgumentException if the wrapper is of another kind or an attachment's name is
   *     not a plain file name
   */
  public static ForecastBundle of(
      BundleInfo info,
      ConformalWrapper conformal,
      String modelCard,
      Map<String, byte[]> attachments) {
    WrapperKind.of(conformal);
    BundleModel model = new BundleModel(conformal.forecaster(), Optional.of(conformal));
    return of(info, model, modelCard, attachments);
  }

  /**
   * Puts a bundle without intervals together.
   *
   * @param info what it is and where it came from
   * @param forecaster the model
   * @param modelCard Markdown for people: data, errors, limits of use
   * @param attachments further files by name
   * @return the bundle
   * @throws IllegalArgumentException if an attachment's name is not a plain file name
   */
  public static ForecastBundle of(
      BundleInfo info, Forecaster forecaster, String modelCard, Map<String, byte[]> attachments) {
    return of(info, new BundleModel(forecaster, Optional.empty()), modelCard, attachments);
  }

  private static ForecastBundle of(
      BundleInfo info, BundleModel model, String modelCard, Map<String, byte[]> attachments) {
    SortedMap<String, byte[]> copies = new TreeMap<>();
    attachments.forEach(
        (name, bytes) -> copies.put(BundleFiles.requirePlainName(name), bytes.clone()));
    return new ForecastBundle(info, model, true, modelCard, copies, new TreeMap<>());
  }

  /**
   * The same bundle, whose forecaster goes on learning from outcomes, or stays as it is while the
   * intervals go on. What was learned is kept either way, and saved. It has no {@link #checksums}.
   *
   * @param goesOn whether it learns, as it does unless it is told not to
   * @return the bundle
   */
  public ForecastBundle withLearning(boolean goesOn) {
    return new ForecastBundle(info, model, goesOn, modelCard, attachments, new TreeMap<>());
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
   * @return an ensemble or a forecaster alone, in the state it was saved in; it learns if the
   *     bundle does
   */
  public Forecaster forecaster() {
    return learning ? model.forecaster() : model.forecaster().frozen();
  }

  /**
   * The forecaster as an ensemble.
   *
   * @return the ensemble; of a forecaster alone, one that has it as its only member
   */
  public WeightedEnsemble ensemble() {
    return WeightedEnsemble.of(forecaster());
  }

  /**
   * Whether it has intervals.
   *
   * @return whether {@link #conformal} gives any
   */
  public boolean hasIntervals() {
    return model.conformal().isPresent();
  }

  /**
   * The forecaster with its intervals.
   *
   * @return the calibrated wrapper of {@link #forecaster()}, in the state it was saved in; its
   *     forecaster learns if the bundle does
   * @throws IllegalStateException if it {@linkplain #hasIntervals has none}
   */
  public ConformalWrapper conformal() {
    ConformalWrapper conformal =
        model
            .conformal()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "bundle '" + info.name() + "' holds a forecaster without intervals"));
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
          "attachment is '" + name + "'; expected one of " + attachments());
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
   * @param codecs those of forecasters of the application's own
   * @throws IOException if it cannot be written, or the folder holds something else than a bundle,
   *     which is named and left as it is
   * @throws IllegalArgumentException if a member is of a kind that bundles cannot hold, or its name
   *     is that of another file
   */
  public void save(Path folder, ForecasterCodec<?>... codecs) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    SortedMap<String, String> entries = new TreeMap<>();
    InfoEntries.write(info, entries);
    files.put(MODEL_CARD, modelCard.getBytes(StandardCharsets.UTF_8));
    if (!learning) {
      entries.put(LEARNING, "false");
    }
    model.write(entries, files, codecs);
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
   * @param codecs those of forecasters of the application's own
   * @return the bundle
   * @throws BundleException if a file is missing, damaged or not to be trusted, naming it and what
   *     is wrong, a member is of a kind that no codec reads, or the intervals rest on functions of
   *     the caller's
   * @throws IOException if it cannot be read
   */
  public static ForecastBundle load(Path folder, ForecasterCodec<?>... codecs) throws IOException {
    return load(BundleFiles.open(BundleFiles.FORECASTER, folder), codecs);
  }

  /**
   * Loads a bundle from a zip file that holds one, at its top or in a folder, after verifying every
   * file of it.
   *
   * @param zip the file
   * @param codecs those of forecasters of the application's own
   * @return the bundle
   * @throws BundleException if it is no zip, does not hold one bundle, or a file in it is not as
   *     {@link #load(Path, ForecasterCodec...)} says
   * @throws IOException if it cannot be read
   */
  public static ForecastBundle loadZip(Path zip, ForecasterCodec<?>... codecs) throws IOException {
    return load(BundleFiles.openZip(BundleFiles.FORECASTER, zip), codecs);
  }

  /**
   * Loads a bundle from the class path, such as one packed into the application's jar, after
   * verifying every file of it.
   *
   * @param near a class whose loader finds it
   * @param folder where it is, as {@link Class#getResourceAsStream} takes it: from the class's
   *     package, or from the root if it begins with a slash, such as {@code /models/load}
   * @param codecs those of forecasters of the application's own
   * @return the bundle
   * @throws BundleException if a file is missing, damaged or not to be trusted, naming it
   * @throws IOException if it cannot be read
   */
  public static ForecastBundle loadResource(
      Class<?> near, String folder, ForecasterCodec<?>... codecs) throws IOException {
    return load(BundleFiles.openResource(BundleFiles.FORECASTER, near, folder), codecs);
  }

  /**
   * Loads a bundle whose intervals rest on functions of the caller's: a difficulty, a category, a
   * weighting or conditional quantiles. Functions are not saved, so they are given again:
   *
   * <pre>{@code
   * ForecastBundle.load(
   *     folder,
   *     (forecaster, bytes) ->
   *         AdaptiveConformal.builder(forecaster).difficulty(difficulty).restore(bytes));
   * }</pre>
   *
   * @param folder where it is
   * @param restorer makes the wrapper of its forecaster and its saved form
   * @param codecs those of forecasters of the application's own
   * @return the bundle
   * @throws BundleException if a file is missing, damaged or not to be trusted, naming it and what
   *     is wrong
   * @throws IOException if it cannot be read
   */
  public static ForecastBundle load(
      Path folder,
      BiFunction<Forecaster, byte[], ? extends ConformalWrapper> restorer,
      ForecasterCodec<?>... codecs)
      throws IOException {
    return load(
        BundleFiles.open(BundleFiles.FORECASTER, folder),
        (kind, forecaster, bytes) -> restorer.apply(forecaster, bytes),
        codecs);
  }

  private static ForecastBundle load(BundleFiles files, ForecasterCodec<?>... codecs)
      throws IOException {
    return load(
        files, (kind, forecaster, bytes) -> kind.fromBytes(forecaster, bytes, codecs), codecs);
  }

  private static ForecastBundle load(
      BundleFiles files, BundleModel.Restorer restorer, ForecasterCodec<?>... codecs)
      throws IOException {
    Manifest manifest = files.manifest();
    SortedSet<String> used = new TreeSet<>();
    BundleModel model = BundleModel.read(files, restorer, used, codecs);
    String learning = manifest.startingWith(LEARNING).getOrDefault("", "true");
    SortedMap<String, byte[]> attachments = new TreeMap<>();
    for (String name : manifest.startingWith("attachment.").keySet()) {
      files.parseManifest(() -> requireOther(used, name));
      attachments.put(name, files.parse(name, bytes -> bytes));
    }
    BundleInfo info = InfoEntries.read(manifest);
    String modelCard = files.parse(MODEL_CARD, bytes -> new String(bytes, StandardCharsets.UTF_8));
    return new ForecastBundle(
        info,
        model,
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
    return info.name()
        + " "
        + model.forecaster().shape()
        + ": "
        + model
        + (learning ? "" : ", not learning");
  }
}
