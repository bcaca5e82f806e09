package org.forecast4j.server.chaos;

import static org.forecast4j.server.Await.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.server.Http;
import org.forecast4j.server.ServerProcess;

/**
 * Bundles that are wrong, in the folder of a server that watches it, while callers ask for
 * forecasts: no call fails, the old model goes on serving, and a good bundle is served soon after.
 */
final class BadBundles implements ChaosScenario {
  private static final int CALLERS = 4;
  private static final int ROUNDS = 5;
  private static final int QUICKLY = 1;

  /** What calls take of the machine, bundles that load lack. */
  private static final int PAUSE_MILLIS = 20;

  private static final long TOO_LARGE = 200_000_000;
  private static final String MANIFEST = "bundle.properties";
  private static final Pattern REFUSAL = Pattern.compile("the old models go on serving");

  @Override
  public String name() {
    return "bad-bundles";
  }

  /** What can be wrong with a new bundle. */
  private enum Fault {
    HALF_COPIED {
      @Override
      void put(ForecastBundle good, Path source, Path target, Random random) throws IOException {
        Path file = any(source, random);
        byte[] bytes = Files.readAllBytes(file);
        Files.copy(
            source.resolve(MANIFEST),
            target.resolve(MANIFEST),
            StandardCopyOption.REPLACE_EXISTING);
        Files.write(
            target.resolve(file.getFileName()), Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      }
    },
    FLIPPED {
      @Override
      void put(ForecastBundle good, Path source, Path target, Random random) throws IOException {
        replace(source, target);
        Path file = target.resolve(any(source, random).getFileName());
        byte[] bytes = Files.readAllBytes(file);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
      }
    },
    FILE_MISSING {
      @Override
      void put(ForecastBundle good, Path source, Path target, Random random) throws IOException {
        replace(source, target);
        Files.delete(target.resolve(any(source, random).getFileName()));
      }
    },
    TOO_LARGE_FOR_THE_HEAP {
      @Override
      void put(ForecastBundle good, Path source, Path target, Random random) throws IOException {
        replace(source, target);
        Path file = target.resolve(any(source, random).getFileName());
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
          large.setLength(TOO_LARGE);
        }
      }
    },
    MANIFEST_OF_NOISE {
      @Override
      void put(ForecastBundle good, Path source, Path target, Random random) throws IOException {
        byte[] noise = new byte[random.nextInt(5000)];
        random.nextBytes(noise);
        Files.write(target.resolve(MANIFEST), noise);
      }
    },
    ODD_NAME {
      @Override
      void put(ForecastBundle good, Path source, Path target, Random random) throws IOException {
        List<String> odd = List.of(" ", "two\nlines", "nul\u0000", "x".repeat(129));
        BundleInfo info = good.info();
        Path named = source.resolveSibling("named");
        change(good, odd.get(random.nextInt(odd.size())), info.version()).save(named);
        replace(named, target);
        Scratch.delete(named);
      }
    },
    FOLDER_MISSING {
      @Override
      void put(ForecastBundle good, Path source, Path target, Random random) throws IOException {
        Scratch.delete(target);
      }
    };

    /** Puts a bundle into the folder of a server, and not as it should be. */
    abstract void put(ForecastBundle good, Path source, Path target, Random random)
        throws IOException;

    private static Path any(Path source, Random random) throws IOException {
      List<Path> files =
          Scratch.files(source).stream().filter(file -> !file.endsWith(MANIFEST)).toList();
      return files.get(random.nextInt(files.size()));
    }
  }

  /** The manifest comes last, as when a folder is copied with care. */
  private static void replace(Path source, Path target) throws IOException {
    Files.createDirectories(target);
    for (Path file : Scratch.files(source)) {
      if (!file.endsWith(MANIFEST)) {
        Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.copy(
        source.resolve(MANIFEST), target.resolve(MANIFEST), StandardCopyOption.REPLACE_EXISTING);
  }

  private static ForecastBundle change(ForecastBundle bundle, String name, String version) {
    BundleInfo old = bundle.info();
    Map<String, byte[]> attachments = new TreeMap<>();
    bundle.attachments().forEach(one -> attachments.put(one, bundle.attachment(one)));
    return ForecastBundle.of(
        new BundleInfo(name, version, old.unit(), old.trainingData(), old.seed()),
        bundle.conformal(),
        bundle.modelCard(),
        attachments);
  }

  @Override
  public Result run(boolean quick) throws Exception {
    int rounds = quick ? QUICKLY : ROUNDS;
    Tally tally = new Tally();
    Random random = new Random(23);
    ForecastBundle shipped = ForecastBundle.load(Http.BUNDLE);
    try (Scratch scratch = new Scratch()) {
      Path target = scratch.resolve("model");
      change(shipped, shipped.info().name(), "v0").save(target);
      try (ServerProcess server =
              Starter.of(quick).with("-Xmx256m").serveBundle(target, "--watch", "0.2");
          Callers callers =
              new Callers(
                  CALLERS, quick ? PAUSE_MILLIS : 0, caller -> predict(server.http(), tally))) {
        int version = 0;
        for (int i = 0; i < rounds; i++) {
          for (Fault fault : Fault.values()) {
            Path source = scratch.resolve("source");
            ForecastBundle next = change(shipped, shipped.info().name(), "v" + (version + 1));
            next.save(source);
            int refused = server.saidTimes(REFUSAL);
            fault.put(next, source, target, random);
            await(fault + " is refused", () -> server.saidTimes(REFUSAL) > refused);
            requireVersion(server.http(), "v" + version, fault.name(), tally);
            version++;
            replace(source, target);
            awaitVersion(server.http(), "v" + version, tally);
            Scratch.delete(source);
          }
        }
        callers.stop();
      }
    }
    return tally.result(
        "bad bundles of " + Fault.values().length + " kinds × " + rounds + " under 4 callers");
  }

  private static void predict(Http http, Tally tally) {
    tally.called();
    try {
      Http.Answer answer = http.post("/predict", Outcomes.PREDICT);
      if (answer.status() != 200) {
        tally.error().broken("a forecast was answered " + answer.status() + " " + answer.text());
      }
    } catch (AssertionError e) {
      tally.error().broken("a forecast got no answer: " + e.getMessage());
    }
  }

  private static String version(Http http) {
    return http.post("/predict", Outcomes.PREDICT).json().get("model_version").textValue();
  }

  private static void requireVersion(Http http, String expected, String fault, Tally tally) {
    String found = version(http);
    tally.brokenUnless(
        found.equals(expected), fault + ": " + found + " serves instead of " + expected);
  }

  private static void awaitVersion(Http http, String expected, Tally tally) throws Exception {
    long whole = System.nanoTime();
    await(expected + " serves", () -> version(http).equals(expected));
    tally.recovered(Duration.ofNanos(System.nanoTime() - whole));
  }
}
