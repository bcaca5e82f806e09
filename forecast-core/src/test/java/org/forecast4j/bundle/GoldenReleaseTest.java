package org.forecast4j.bundle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bundles that releases wrote are read, go on as they did, and are still what is written. */
class GoldenReleaseTest {
  @TempDir Path temporary;

  private static Path release() {
    try {
      return Path.of(requireNonNull(GoldenReleaseTest.class.getResource("/golden-0.1.0")).toURI());
    } catch (java.net.URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<Path> bundles() throws IOException {
    try (Stream<Path> files = Files.list(release())) {
      return files.filter(file -> file.toString().endsWith(".zip")).sorted().toList().stream();
    }
  }

  @Test
  void there_is_one_of_every_kind() throws IOException {
    assertThat(bundles().map(file -> file.getFileName().toString().replace(".zip", "")))
        .containsExactlyElementsOf(GoldenBundles.all().keySet());
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void it_forecasts_and_learns_as_it_did_then(Path zip) throws IOException {
    List<String> now = GoldenBundles.answers(ForecastBundle.loadZip(zip));
    List<String> then = Files.readAllLines(Path.of(zip.toString().replace(".zip", ".txt")));
    assertThat(now).hasSameSizeAs(then);
    for (int i = 0; i < now.size(); i++) {
      double[] expected = numbers(then.get(i));
      assertThat(numbers(now.get(i))).as("line %s", i + 1).containsExactly(expected, within(1e-9));
    }
  }

  private static double[] numbers(String line) {
    return Stream.of(line.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void it_is_saved_with_the_bytes_of_then(Path zip) throws IOException {
    Path again = temporary.resolve("again");
    ForecastBundle.loadZip(zip).save(again);
    SortedMap<String, byte[]> then = new TreeMap<>();
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (var entry : file.stream().toList()) {
        then.put(entry.getName(), file.getInputStream(entry).readAllBytes());
      }
    }
    try (Stream<Path> files = Files.list(again)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(then.keySet());
    }
    then.forEach((name, bytes) -> assertThat(again.resolve(name)).hasBinaryContent(bytes));
  }
}
