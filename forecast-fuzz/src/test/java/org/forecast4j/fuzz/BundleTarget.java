package org.forecast4j.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.forecast4j.Forecaster;
import org.forecast4j.Pattern;
import org.forecast4j.bundle.BundleException;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.CrossConformal;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.conformal.Tails;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.LinearForecaster;

/**
 * A whole bundle. The input is its files, each behind a line {@code =#= name}. The first byte says
 * which checksums are put right, so that the fuzzer gets behind them. A bundle that loads must be
 * the same when saved and loaded again, and forecast or refuse to.
 */
final class BundleTarget {
  private static final int BYTES_PER_BYTE = 3_000;
  private static final String MANIFEST = "bundle.properties";
  private static final byte[] MARK = "\n=#= ".getBytes(StandardCharsets.UTF_8);
  private static final int MAX_FILES = 20;

  private static final int RAW_FILES = 1;
  private static final int RAW_LIST = 2;

  private BundleTarget() {}

  static void read(byte[] input) throws IOException {
    int how = input.length == 0 ? 0 : input[0];
    SortedMap<String, byte[]> files = split(Sealed.rest(input));
    if ((how & RAW_FILES) == 0) {
      files.replaceAll((name, bytes) -> name.endsWith(".bin") ? Sealed.binary(bytes) : bytes);
    }
    if ((how & RAW_LIST) == 0) {
      files.computeIfPresent(MANIFEST, (name, bytes) -> listing(bytes, files));
    }
    Path folder = Scratch.emptyFolder("bundle");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    Optional<ForecastBundle> loaded =
        Contract.of(input, BYTES_PER_BYTE)
            .read(() -> ForecastBundle.load(folder), Set.of(BundleException.class));
    if (loaded.isPresent()) {
      use(loaded.get(), input);
    }
  }

  private static void use(ForecastBundle bundle, byte[] input) throws IOException {
    Pattern pattern = Pattern.of(new double[bundle.ensemble().shape().inputLength()]);
    Contract.of(input, BYTES_PER_BYTE)
        .read(
            () -> bundle.conformal().explain(pattern, 0.9),
            Set.of(IllegalArgumentException.class, IllegalStateException.class));
    Path once = Scratch.emptyFolder("once");
    bundle.save(once);
    Path again = Scratch.emptyFolder("again");
    ForecastBundle.load(once).save(again);
    Contract.requireSame(
        Files.readAllBytes(once.resolve(MANIFEST)),
        Files.readAllBytes(again.resolve(MANIFEST)),
        "the bundle");
  }

  /** Names that a file may have are used; the manifest may list any. */
  private static SortedMap<String, byte[]> split(byte[] input) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    int from = next(input, 0);
    while (from < input.length && files.size() < MAX_FILES) {
      int nameEnd = from + MARK.length;
      while (nameEnd < input.length && input[nameEnd] != '\n') {
        nameEnd++;
      }
      String name =
          new String(
              input, from + MARK.length, nameEnd - from - MARK.length, StandardCharsets.UTF_8);
      int end = next(input, Math.min(nameEnd + 1, input.length));
      if (name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,60}")) {
        files.put(name, Arrays.copyOfRange(input, Math.min(nameEnd + 1, end), end));
      }
      from = end;
    }
    return files;
  }

  private static int next(byte[] input, int from) {
    for (int i = from; i + MARK.length < input.length; i++) {
      if (Arrays.equals(input, i, i + MARK.length, MARK, 0, MARK.length)) {
        return i;
      }
    }
    return input.length;
  }

  /** The manifest with right sizes, digests and checksum. */
  private static byte[] listing(byte[] manifest, SortedMap<String, byte[]> files) {
    StringBuilder body = new StringBuilder();
    new String(manifest, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("manifest.sha256"))
        .forEach(line -> body.append(line).append('\n'));
    files.forEach(
        (name, bytes) -> {
          if (!name.equals(MANIFEST)) {
            body.append("size.").append(name).append('=').append(bytes.length).append('\n');
            body.append("sha256.").append(name).append('=').append(sha256(bytes)).append('\n');
          }
        });
    String checksum = sha256(body.toString().getBytes(StandardCharsets.UTF_8));
    return ("manifest.sha256=" + checksum + '\n' + body).getBytes(StandardCharsets.UTF_8);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static List<byte[]> seeds() throws IOException {
    WeightedEnsemble linear =
        WeightedEnsemble.of(List.of(LinearForecaster.fit(Models.examples(), 1)), new double[] {1});
    CrossConformal cross =
        CrossConformal.fit(
            linear,
            part -> LinearForecaster.fit(part, 1),
            Models.examples(),
            2,
            Tails.SYMMETRIC,
            1,
            2);
    Forecaster named = LinearForecaster.fit(Models.examples(), 1).named("ridge");
    return List.of(
        packed(0, Models.bundle(Models.split())),
        packed(0, Models.bundle(Models.adaptive())),
        packed(0, Models.bundle(cross)),
        packed(0, Models.bundle(SplitConformal.calibrate(named, Models.examples()))),
        packed(0, ForecastBundle.of(Models.INFO, named, "", Map.of())),
        packed(RAW_FILES | RAW_LIST, Models.bundle(Models.split())),
        packed(RAW_FILES, Models.bundle(Models.split())));
  }

  private static byte[] packed(int how, ForecastBundle bundle) throws IOException {
    Path folder = Scratch.emptyFolder("seed");
    bundle.save(folder);
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.write(how);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        input.write(MARK);
        input.write((file.getFileName() + "\n").getBytes(StandardCharsets.UTF_8));
        byte[] content = Files.readAllBytes(file);
        boolean listed = how == 0 && file.endsWith(MANIFEST);
        input.write(listed ? unlisted(content) : content);
      }
    }
    return input.toByteArray();
  }

  /** Without what is put right anyway. */
  private static byte[] unlisted(byte[] manifest) {
    StringBuilder rest = new StringBuilder();
    new String(manifest, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.matches("(manifest\\.sha256|sha256\\.|size\\.).*"))
        .forEach(line -> rest.append(line).append('\n'));
    return rest.toString().getBytes(StandardCharsets.UTF_8);
  }
}
