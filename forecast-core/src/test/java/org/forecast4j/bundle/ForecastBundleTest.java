package org.forecast4j.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.ValueBounds;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.ConditionalQuantiles;
import org.forecast4j.conformal.CrossConformal;
import org.forecast4j.conformal.Difficulty;
import org.forecast4j.conformal.OnlineRule;
import org.forecast4j.conformal.QuantileConformal;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.conformal.Tails;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dejavu.PatternDatabase;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.internal.Sha256;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForecastBundleTest {
  private static final Shape SHAPE = new Shape(6, 3);
  private static final BundleInfo INFO =
      new BundleInfo("walks", "1", "metres to\nthe north", "random walks, seed 1", 1);
  private static final List<LabeledPattern> QUERIES = Examples.randomWalks(50, SHAPE, 3);

  @TempDir Path temporary;
  private Path folder;
  private final ForecastBundle bundle = bundle(1);

  @BeforeEach
  void save() throws IOException {
    folder = temporary.resolve("walks");
    bundle.save(folder);
  }

  private static ForecastBundle bundle(long seed) {
    List<LabeledPattern> training = Examples.randomWalks(200, SHAPE, seed);
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(
            List.of(LinearForecaster.fit(training, 1e-3), new Persistence(SHAPE)), 0.8, 0.2);
    return ForecastBundle.of(
        INFO,
        SplitConformal.calibrate(ensemble, Examples.randomWalks(100, SHAPE, 2)),
        "# Walks\n",
        Map.of("notes.txt", "hello".getBytes(StandardCharsets.UTF_8)));
  }

  private static Map<String, byte[]> contents(Path folder) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return contents;
  }

  @Test
  void a_loaded_bundle_forecasts_to_the_bit_what_the_saved_one_does() throws IOException {
    ForecastBundle loaded = ForecastBundle.load(folder);
    for (LabeledPattern query : QUERIES) {
      assertThat(loaded.conformal().explain(query.pattern(), 0.9))
          .isEqualTo(bundle.conformal().explain(query.pattern(), 0.9));
    }
    assertThat(loaded.info()).isEqualTo(INFO);
    assertThat(loaded.modelCard()).isEqualTo("# Walks\n");
    assertThat(loaded.attachment("notes.txt")).asString().isEqualTo("hello");
    assertThat(loaded.ensemble().weights()).containsExactly(0.8, 0.2);
  }

  @Test
  void a_bundle_loads_from_a_zip_file_wherever_in_it_it_lies() throws IOException {
    for (String prefix : List.of("", "models/walks/")) {
      Path zip = zip(prefix, contents(folder));
      ForecastBundle loaded = ForecastBundle.loadZip(zip);
      assertThat(loaded.checksums()).isEqualTo(ForecastBundle.verify(folder));
      Pattern query = QUERIES.get(0).pattern();
      assertThat(loaded.conformal().forecast(query, 0.9))
          .isEqualTo(bundle.conformal().forecast(query, 0.9));
    }
  }

  @Test
  void a_zip_that_holds_no_sound_bundle_is_refused_by_name() throws IOException {
    Map<String, byte[]> files = contents(folder);
    files.put("linear.bin", new byte[files.getOrDefault("linear.bin", new byte[0]).length]);
    Path altered = zip("", files);
    assertThatThrownBy(() -> ForecastBundle.loadZip(altered))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("bundle.zip")
        .hasMessageContaining("linear.bin: altered");
    files.put("linear.bin", new byte[100_000]);
    Path longer = zip("", files);
    assertThatThrownBy(() -> ForecastBundle.loadZip(longer))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("linear.bin: has more than ");
    files.remove("linear.bin");
    Path lacking = zip("a/", files);
    assertThatThrownBy(() -> ForecastBundle.loadZip(lacking))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("linear.bin: missing");
    Path empty = zip("", Map.of("readme.txt", new byte[1]));
    assertThatThrownBy(() -> ForecastBundle.loadZip(empty))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("holds 0 files bundle.properties; expected one");
    Path text = Files.writeString(temporary.resolve("text.zip"), "no zip");
    assertThatThrownBy(() -> ForecastBundle.loadZip(text))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("text.zip: no zip file");
  }

  private Path zip(String prefix, Map<String, byte[]> files) throws IOException {
    Path file = temporary.resolve("bundle.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> each : files.entrySet()) {
        out.putNextEntry(new ZipEntry(prefix + each.getKey()));
        out.write(each.getValue());
      }
    }
    return file;
  }

  @Test
  void a_bundle_loads_from_the_class_path() throws IOException {
    ForecastBundle loaded = ForecastBundle.loadResource(getClass(), "/golden-bundle-1");
    assertThat(loaded.checksums()).containsKey("conformal.bin");
    assertThatThrownBy(() -> ForecastBundle.loadResource(getClass(), "/no-such-bundle"))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("no-such-bundle")
        .hasMessageContaining("bundle.properties: missing");
  }

  @Test
  void a_bundle_reads_as_what_it_holds() {
    assertThat(bundle)
        .hasToString("walks 6→3: 0.80 linear + 0.20 persistence, split intervals of 100 errors");
    assertThat(bundle.withLearning(false).toString()).endsWith(", not learning");
  }

  @Test
  void what_an_adaptive_wrapper_has_learned_is_saved_with_it() throws IOException {
    ConformalWrapper learned =
        AdaptiveConformal.builder(bundle.ensemble())
            .online(OnlineRule.aci(0.01))
            .calibrate(Examples.randomWalks(100, SHAPE, 2));
    for (LabeledPattern query : QUERIES) {
      learned = learned.observe(learned.forecast(query.pattern(), 0.9), query.outcome());
    }
    ForecastBundle.of(INFO, learned, "", Map.of()).save(folder);
    ConformalWrapper loaded = ForecastBundle.load(folder).conformal();
    for (LabeledPattern query : QUERIES) {
      assertThat(loaded.forecast(query.pattern(), 0.9))
          .isEqualTo(learned.forecast(query.pattern(), 0.9));
      assertThat(loaded.forecast(query.pattern(), 0.8).interval())
          .isEqualTo(learned.forecast(query.pattern(), 0.8).interval());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bundle.properties", "conformal.bin", "linear.bin", "MODEL_CARD.md"})
  void an_attachment_is_none_of_the_files_that_the_bundle_uses_itself(String name)
      throws IOException {
    Path manifest = folder.resolve("bundle.properties");
    String body = Files.readString(manifest).replaceFirst(".*\n", "attachment." + name + "=\n");
    String checksum = Sha256.of(body.getBytes(StandardCharsets.UTF_8));
    Files.writeString(manifest, "manifest.sha256=" + checksum + "\n" + body);
    assertThatThrownBy(() -> ForecastBundle.load(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("bundle.properties")
        .hasMessageContaining(name);
  }

  @Test
  void an_error_shows_no_more_than_the_beginning_of_a_long_entry() throws IOException {
    Path manifest = folder.resolve("bundle.properties");
    String body =
        Files.readString(manifest)
            .replaceFirst(".*\n", "")
            .replaceFirst("members=.*", "members=" + "9".repeat(100_000));
    String checksum = Sha256.of(body.getBytes(StandardCharsets.UTF_8));
    Files.writeString(manifest, "manifest.sha256=" + checksum + "\n" + body);
    assertThatThrownBy(() -> ForecastBundle.load(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("members is '999")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000));
  }

  @Test
  void a_wrapper_of_folds_is_saved_with_its_forecasters() throws IOException {
    List<LabeledPattern> examples = Examples.randomWalks(100, SHAPE, 2);
    CrossConformal cross =
        CrossConformal.fit(
            bundle.ensemble(),
            some -> LinearForecaster.fit(some, 1e-3),
            examples,
            5,
            Tails.EQUAL,
            1,
            2,
            3);
    ForecastBundle.of(INFO, cross, "", Map.of()).save(folder);
    assertSameForecasts(ForecastBundle.load(folder).conformal(), cross);
  }

  @Test
  void functions_that_intervals_rest_on_are_given_again() throws IOException {
    List<LabeledPattern> examples = Examples.randomWalks(100, SHAPE, 2);
    DejavuForecaster dejavu =
        DejavuForecaster.builder(PatternDatabase.of(Examples.randomWalks(200, SHAPE, 4)))
            .k(30)
            .build();
    ConditionalQuantiles quantiles = ConditionalQuantiles.ofNeighbours(dejavu);
    QuantileConformal cqr =
        QuantileConformal.calibrate(bundle.ensemble(), quantiles, examples, 1, 2, 3);
    ForecastBundle.of(INFO, cqr, "", Map.of()).save(folder);
    assertThatThrownBy(() -> ForecastBundle.load(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("conformal.bin")
        .hasMessageContaining("conditional quantiles");
    assertSameForecasts(
        ForecastBundle.load(
                folder, (ensemble, bytes) -> QuantileConformal.restore(ensemble, quantiles, bytes))
            .conformal(),
        cqr);

    Difficulty difficulty = Difficulty.of(pattern -> 1 + Math.abs(pattern.last()));
    ConformalWrapper normalised =
        AdaptiveConformal.builder(bundle.ensemble()).difficulty(difficulty).calibrate(examples);
    ForecastBundle.of(INFO, normalised, "", Map.of()).save(folder);
    assertThatThrownBy(() -> ForecastBundle.load(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("saved with a difficulty");
    assertSameForecasts(
        ForecastBundle.load(
                folder,
                (ensemble, bytes) ->
                    AdaptiveConformal.builder(ensemble).difficulty(difficulty).restore(bytes))
            .conformal(),
        normalised);
  }

  private static void assertSameForecasts(ConformalWrapper loaded, ConformalWrapper saved) {
    for (LabeledPattern query : QUERIES) {
      assertThat(loaded.forecast(query.pattern(), 0.9))
          .isEqualTo(saved.forecast(query.pattern(), 0.9));
      assertThat(loaded.distribution(query.pattern()).orElseThrow().quantile(0.3))
          .isEqualTo(saved.distribution(query.pattern()).orElseThrow().quantile(0.3));
    }
  }

  @Test
  void a_kind_of_intervals_nobody_knows_is_refused() throws IOException {
    List<LabeledPattern> examples = Examples.randomWalks(100, SHAPE, 2);
    ConformalWrapper adaptive = AdaptiveConformal.builder(bundle.ensemble()).calibrate(examples);
    ForecastBundle.of(INFO, adaptive, "", Map.of()).save(folder);
    forge("conformal.kind", "psychic");
    assertThatThrownBy(() -> ForecastBundle.load(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining(
            "conformal.kind is 'psychic'; expected one of [split, adaptive, cross, quantile]");
  }

  @Test
  void saving_again_or_after_loading_writes_the_same_bytes() throws IOException {
    Path again = temporary.resolve("again");
    ForecastBundle.load(folder).save(again);
    assertThat(contents(again)).usingRecursiveComparison().isEqualTo(contents(folder));
    assertThat(ForecastBundle.verify(again)).isEqualTo(ForecastBundle.verify(folder));
  }

  @Test
  void a_loaded_bundle_knows_what_its_files_were_verified_against() throws IOException {
    assertThat(ForecastBundle.load(folder).checksums())
        .isEqualTo(ForecastBundle.verify(folder))
        .containsKey(ForecastBundle.MODEL_CARD);
    assertThat(bundle(7).checksums()).isEmpty();
  }

  @Test
  void an_earlier_bundle_is_replaced_whole_and_nothing_is_left_beside_it() throws IOException {
    bundle(7).save(folder);
    assertThat(ForecastBundle.load(folder).conformal().forecast(QUERIES.get(0).pattern(), 0.9))
        .isEqualTo(bundle(7).conformal().forecast(QUERIES.get(0).pattern(), 0.9));
    try (Stream<Path> siblings = Files.list(temporary)) {
      assertThat(siblings).containsExactly(folder);
    }
  }

  @Test
  void a_folder_that_is_no_bundle_is_left_as_it_is() throws IOException {
    Path precious = Files.createDirectory(temporary.resolve("precious"));
    Files.writeString(precious.resolve("thesis.txt"), "years of work");
    assertThatThrownBy(() -> bundle.save(precious))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("exists and is no bundle; it is left as it is");
    assertThatThrownBy(() -> ForecastBundle.requireTarget(precious))
        .hasMessageContaining("exists and is no bundle");
    ForecastBundle.requireTarget(folder);
    assertThat(contents(precious)).containsOnlyKeys("thesis.txt");
    assertThatThrownBy(() -> bundle.save(temporary.resolve("no/parent")))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("parent folder does not exist");
  }

  @Test
  void a_bundle_that_holds_something_else_is_left_as_it_is_and_that_is_named() throws IOException {
    Files.writeString(folder.resolve("games.csv"), "game_id,date");
    Files.createDirectory(folder.resolve("notes"));
    Map<String, byte[]> before = contentsOfFiles();
    for (ThrowingCallable writing :
        List.<ThrowingCallable>of(
            () -> bundle.save(folder), () -> ForecastBundle.requireTarget(folder))) {
      assertThatThrownBy(writing)
          .isInstanceOf(BundleException.class)
          .hasMessageContaining("holds what is not of the bundle: games.csv, notes; it is left");
    }
    assertThat(contentsOfFiles()).containsExactlyInAnyOrderEntriesOf(before);
    assertThat(folder.resolve("notes")).isEmptyDirectory();
  }

  @Test
  void a_file_with_the_name_of_a_manifest_makes_no_bundle() throws IOException {
    Path project = Files.createDirectory(temporary.resolve("project"));
    Files.writeString(project.resolve(Manifest.FILE_NAME), "greeting=hello");
    assertThatThrownBy(() -> bundle.save(project))
        .hasMessageContaining("exists and is no bundle; it is left as it is");
    assertThat(project.resolve(Manifest.FILE_NAME)).hasContent("greeting=hello");
  }

  @Test
  void a_link_in_the_place_of_a_file_of_the_bundle_is_something_else() throws IOException {
    Path card = folder.resolve(ForecastBundle.MODEL_CARD);
    Path precious = Files.writeString(temporary.resolve("precious.md"), "years of work");
    Files.delete(card);
    Files.createSymbolicLink(card, precious);
    assertThatThrownBy(() -> bundle.save(folder)).hasMessageContaining("MODEL_CARD.md");
    assertThat(precious).hasContent("years of work");
  }

  @Test
  void a_bundle_behind_a_link_is_replaced_there_and_keeps_its_mode() throws IOException {
    Path link = Files.createSymbolicLink(temporary.resolve("current"), folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    Files.setPosixFilePermissions(
        folder.resolve("bundle.properties"), PosixFilePermissions.fromString("rw-------"));
    ForecastBundle.requireTarget(link);
    Map<String, String> before = ForecastBundle.verify(folder);
    bundle(8).save(link);
    assertThat(link).isSymbolicLink();
    assertThat(ForecastBundle.verify(folder)).isNotEqualTo(before);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwxr-x---");
    assertThat(folder.resolve("bundle.properties"))
        .satisfies(
            file ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
    Path toNothing =
        Files.createSymbolicLink(temporary.resolve("gone"), temporary.resolve("nowhere"));
    assertThatThrownBy(() -> ForecastBundle.requireTarget(toNothing))
        .hasMessageContaining("gone: a link that leads to no folder");
  }

  @Test
  void an_empty_folder_becomes_the_bundle_and_keeps_its_mode() throws IOException {
    Path empty = Files.createDirectory(temporary.resolve("empty"));
    Files.setPosixFilePermissions(empty, PosixFilePermissions.fromString("rwxr-x---"));
    ForecastBundle.requireTarget(empty);
    bundle.save(empty);
    assertThat(ForecastBundle.verify(empty)).isEqualTo(ForecastBundle.verify(folder));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(empty)))
        .isEqualTo("rwxr-x---");
  }

  @Test
  void a_place_that_takes_no_folder_is_refused_before_the_work_and_nothing_is_left()
      throws IOException {
    Path closed = Path.of("/proc/self/bundle");
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc");
    assertThatThrownBy(() -> ForecastBundle.requireTarget(closed))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("bundle: its parent folder cannot be written to");
    Map<String, byte[]> before = contents(folder);
    ForecastBundle.requireTarget(folder);
    ForecastBundle.requireTarget(temporary.resolve("new"));
    assertThat(contents(folder)).containsExactlyInAnyOrderEntriesOf(before);
    try (Stream<Path> siblings = Files.list(temporary)) {
      assertThat(siblings).containsExactly(folder);
    }
  }

  private Map<String, byte[]> contentsOfFiles() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> found = Files.list(folder)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  @Test
  void a_member_that_cannot_be_saved_leaves_the_earlier_bundle_in_place() throws IOException {
    Map<String, byte[]> before = contents(folder);
    Forecaster foreign =
        new Forecaster() {
          @Override
          public String name() {
            return "foreign";
          }

          @Override
          public Shape shape() {
            return SHAPE;
          }

          @Override
          public Forecast forecast(Pattern pattern) {
            return Forecast.of(1, 2, 3);
          }
        };
    ForecastBundle unsavable =
        ForecastBundle.of(
            INFO,
            SplitConformal.calibrate(WeightedEnsemble.of(List.of(foreign), 1), QUERIES),
            "",
            Map.of());
    assertThatThrownBy(() -> unsavable.save(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("member 'foreign'");
    assertThat(contents(folder)).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void every_file_that_is_missing_cut_grown_or_altered_is_refused_by_name() throws IOException {
    for (Map.Entry<String, byte[]> file : contents(folder).entrySet()) {
      Path path = folder.resolve(file.getKey());
      byte[] good = file.getValue();
      List<byte[]> damages = new ArrayList<>();
      for (int i = 0; i < good.length; i += 1 + good.length / 50) {
        byte[] altered = good.clone();
        altered[i] ^= 4;
        damages.add(altered);
        damages.add(java.util.Arrays.copyOf(good, i));
      }
      damages.add(java.util.Arrays.copyOf(good, good.length + 1));
      for (byte[] damage : damages) {
        if (!java.util.Arrays.equals(damage, good)) {
          Files.write(path, damage);
          assertRefused(file.getKey());
        }
      }
      Files.delete(path);
      assertRefused(file.getKey());
      Files.write(path, good);
    }
    assertThat(ForecastBundle.load(folder).info()).isEqualTo(INFO);
  }

  private void assertRefused(String fileName) {
    assertThatThrownBy(() -> ForecastBundle.load(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining(fileName);
    assertThatThrownBy(() -> ForecastBundle.verify(folder)).isInstanceOf(BundleException.class);
  }

  /** Rewrites an entry of the manifest together with its checksum, as an attacker would. */
  private void forge(String key, String value) throws IOException {
    Path path = folder.resolve(Manifest.FILE_NAME);
    Manifest manifest = Manifest.read(path, Files.readAllBytes(path));
    Map<String, String> entries = new TreeMap<>(manifest.startingWith(""));
    entries.remove("manifest.sha256");
    entries.put(key, value);
    Files.write(path, Manifest.write(entries));
  }

  @Test
  void a_path_that_leaves_the_folder_is_refused() throws IOException {
    Files.writeString(temporary.resolve("secret"), "x");
    for (String name : new String[] {"../secret", "/etc/passwd", "..", "a/b", "", "a\\b"}) {
      save();
      forge("size." + name.replace("\\", "\\\\"), "1");
      assertThatThrownBy(() -> ForecastBundle.load(folder))
          .isInstanceOf(BundleException.class)
          .hasMessageContaining("bundle.properties: lists a file outside the bundle");
    }
  }

  @Test
  void a_link_is_not_followed() throws IOException {
    byte[] card = Files.readAllBytes(folder.resolve("MODEL_CARD.md"));
    Path outside = Files.write(temporary.resolve("outside"), card);
    Files.delete(folder.resolve("MODEL_CARD.md"));
    Files.createSymbolicLink(folder.resolve("MODEL_CARD.md"), outside);
    assertRefused("MODEL_CARD.md: not a plain file");
  }

  @Test
  void forged_versions_sizes_and_weights_are_refused_with_the_value() throws IOException {
    String[][] forgeries = {
      {"format.version", "3", "format.version is '3'; expected a whole number from 1 to 2"},
      {"size.linear.bin", "99999999999", "size.linear.bin is '99999999999'"},
      {"size.linear.bin", "7", "linear.bin: has"},
      {"members", "-1", "members is '-1'"},
      {"member.0.weight", "0.9", "sum to 1.1"},
      {"member.0.weight", "heavy", "member.0.weight is 'heavy'"},
      {"member.0.name", "absent", "does not list absent.bin"},
      {"member.1.name", "linear", "a member is named 'linear'; expected a name whose file"},
      {"shape.horizon", "4", "expected 6→4"},
      {"shape.horizon", "2147483647", "expected a whole number from 1 to 100000"},
    };
    for (String[] forgery : forgeries) {
      save();
      forge(forgery[0], forgery[1]);
      assertThatThrownBy(() -> ForecastBundle.load(folder))
          .isInstanceOf(BundleException.class)
          .hasMessageContaining(forgery[2]);
    }
  }

  @Test
  void what_the_values_are_is_saved_where_there_is_something_to_say() throws IOException {
    BundleInfo told =
        INFO.withStep("leap\nof a hare")
            .withCovariate("wind = speed: %", "metres a second")
            .withCovariate("age", "")
            .withBounds(new ValueBounds(0, 7, 3, 9));
    for (BundleInfo info : List.of(told, INFO.withStep("hour"), INFO)) {
      ForecastBundle.of(info, bundle.conformal(), "", Map.of()).save(folder);
      assertThat(ForecastBundle.load(folder).info()).isEqualTo(info);
    }
    assertThat(Files.readString(folder.resolve(Manifest.FILE_NAME)))
        .doesNotContain("step", "covariate", "bounds");
  }

  @Test
  void what_the_manifest_says_of_covariates_and_bounds_must_be_whole() throws IOException {
    String[][] flaws = {
      {"covariates", "0", "covariates is '0'; expected a whole number from 1 to 1000"},
      {"covariates", "1001", "covariates is '1001'; expected a whole number from 1 to 1000"},
      {"covariates", "2", "has no entry covariate.1.name"},
      {"bounds.max_step", "wide", "bounds.max_step is 'wide'; expected a number"},
      {"bounds.lower", "9", "lower bound is 9.0; expected less than the upper bound, 7.0"}
    };
    for (String[] flaw : flaws) {
      BundleInfo info = INFO.withCovariate("a", "b").withBounds(new ValueBounds(0, 7, 3, 9));
      ForecastBundle.of(info, bundle.conformal(), "", Map.of()).save(folder);
      forge(flaw[0], flaw[1]);
      assertThatThrownBy(() -> ForecastBundle.load(folder))
          .isInstanceOf(BundleException.class)
          .hasMessageContaining(flaw[2]);
    }
  }

  @Test
  void what_cannot_be_a_bundle_is_refused() {
    assertThatThrownBy(() -> ForecastBundle.load(temporary.resolve("nowhere")))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining(
            "nowhere: no such folder; expected a bundle, a folder that holds bundle.properties");
    assertThatThrownBy(() -> ForecastBundle.load(temporary))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("bundle.properties: missing");
    assertThatThrownBy(
            () -> ForecastBundle.of(INFO, bundle.conformal(), "", Map.of("../x", new byte[0])))
        .hasMessageContaining("file name is '../x'");
    ForecastBundle clashing =
        ForecastBundle.of(INFO, bundle.conformal(), "", Map.of("linear.bin", new byte[0]));
    assertThatThrownBy(() -> clashing.save(folder))
        .hasMessageContaining("attachment is 'linear.bin'");
    assertThatThrownBy(() -> bundle.attachment("absent"))
        .hasMessageContaining("attachment is 'absent'; expected one of [notes.txt]");
  }
}
