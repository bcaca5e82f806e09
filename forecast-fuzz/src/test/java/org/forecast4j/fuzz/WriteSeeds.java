package org.forecast4j.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes the good inputs of a target, and says how long one may be: what the script asks for. */
final class WriteSeeds {
  private WriteSeeds() {}

  public static void main(String[] args) throws Exception {
    Target target = Target.of(args[0]);
    Path folder = Files.createDirectories(Path.of(args[1]));
    List<byte[]> seeds = target.seeds();
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(folder.resolve(String.format(Locale.ROOT, "seed-%02d", i)), seeds.get(i));
    }
    System.out.println(target.longest());
  }
}
