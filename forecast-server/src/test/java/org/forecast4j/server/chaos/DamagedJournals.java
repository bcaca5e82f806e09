package org.forecast4j.server.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.forecast4j.server.ServerProcess;
import org.forecast4j.server.storage.RecordFile;
import org.forecast4j.server.storage.Salvage;

/**
 * The journal of a real server, damaged in many ways. What is read is exactly what was
 * acknowledged, or it is refused and named; then every record that is still whole is salvaged.
 */
final class DamagedJournals implements ChaosScenario {
  private static final int OUTCOMES = 30;
  private static final int VARIANTS = 3000;
  private static final int QUICKLY = 200;

  /** How many of the refused are tried with a whole server and the command line, too. */
  private static final int SERVED = 5;

  private static final Pattern PLACE = Pattern.compile("byte \\d+|record \\d+|its two heads");
  private static final String KIND = "outcomes";

  @Override
  public String name() {
    return "damaged-journals";
  }

  @Override
  public Result run(boolean quick) throws Exception {
    try (Scratch scratch = new Scratch()) {
      return new Trial(scratch, Starter.of(quick))
          .run(quick ? QUICKLY : VARIANTS, quick ? 1 : SERVED);
    }
  }

  /** One run. */
  private static final class Trial {
    private final Scratch scratch;
    private final Starter starter;
    private final Tally tally = new Tally();
    private final Random random = new Random(17);
    private final Path written;
    private final byte[] journal;
    private final byte[] head;
    private final List<Integer> edges = new ArrayList<>();
    private final List<String> records;
    private int read;
    private int refused;
    private int salvaged;
    private int whole;

    Trial(Scratch scratch, Starter starter) throws Exception {
      this.scratch = scratch;
      this.starter = starter;
      Path state = scratch.resolve("state");
      try (ServerProcess server = starter.serve(state)) {
        written = journal(state);
        edges.add((int) Files.size(written));
        for (int i = 0; i < OUTCOMES; i++) {
          server.http().post("/observations", Outcomes.outcome(i));
          edges.add((int) Files.size(written));
        }
        server.kill();
      }
      journal = Files.readAllBytes(written);
      head = Files.readAllBytes(head(written));
      records = read(written);
    }

    Result run(int variants, int served) throws Exception {
      tally.brokenUnless(records.size() == OUTCOMES, "there are " + records.size() + " records");
      List<Damage> kinds = List.of(Damage.values());
      for (int i = 0; i < variants; i++) {
        Damage damage = kinds.get(i % kinds.size());
        Damage.Copy copy = new Damage.Copy(journal, head, edges);
        damage.apply(copy, random);
        Path folder = Files.createDirectory(scratch.resolve("variant"));
        Path file = folder.resolve(written.getFileName());
        attempt(damage + " " + i, copy, file);
        Scratch.delete(folder);
      }
      for (int i = 0; i < served; i++) {
        serve(i * OUTCOMES / served);
      }
      return tally.result(
          String.format(
              Locale.ROOT,
              "a journal of %d outcomes damaged in %d ways, %d times in all: read exactly %d times,"
                  + " refused and named %d times; of %d whole records in the refused %d were"
                  + " salvaged; %d more with a server and the command line",
              OUTCOMES,
              kinds.size(),
              variants,
              read,
              refused,
              whole,
              salvaged,
              served));
    }

    private static void put(Damage.Copy copy, Path file) throws IOException {
      Files.write(file, copy.journal());
      Files.write(head(file), copy.head());
    }

    private void attempt(String what, Damage.Copy copy, Path file) throws IOException {
      put(copy, file);
      tally.called().acknowledged(OUTCOMES);
      List<String> found;
      try {
        found = read(file);
      } catch (IOException e) {
        refused++;
        String message = String.valueOf(e.getMessage());
        tally
            .error()
            .brokenUnless(
                message.contains(file.toString()) && PLACE.matcher(message).find(),
                what + " is refused without its place: " + message)
            .brokenUnless(
                Arrays.equals(copy.journal(), Files.readAllBytes(file)),
                what + " is refused, and the file changed");
        salvage(what, copy, file);
        return;
      }
      read++;
      List<String> lost = new ArrayList<>(records);
      lost.removeAll(found);
      tally
          .lost(lost.size())
          .doubled(Math.max(0, found.size() - OUTCOMES))
          .brokenUnless(found.equals(records), what + " is read as what was not acknowledged");
    }

    private void salvage(String what, Damage.Copy copy, Path file) throws IOException {
      Path to = file.resolveSibling("saved.journal");
      Salvage salvage = Salvage.of(file, to, KIND);
      List<String> saved = read(to);
      List<String> expected = new ArrayList<>();
      for (int number = 0; number < OUTCOMES; number++) {
        if (copy.holds(number)) {
          expected.add(records.get(number));
        }
      }
      whole += expected.size();
      salvaged += saved.size();
      tally
          .brokenUnless(
              saved.equals(expected),
              what + " has " + expected.size() + " whole records, salvaged are " + saved.size())
          .brokenUnless(
              saved.size() == OUTCOMES || !salvage.losses().isEmpty(),
              what + " was salvaged in part, and no loss is named");
    }

    /** As operators meet it: the start is refused, the rest is salvaged, restored and served. */
    private void serve(int number) throws Exception {
      Damage.Copy copy = new Damage.Copy(journal, head, edges);
      copy.journal()[edges.get(number) + 30] ^= 1;
      Path state = Files.createDirectory(scratch.resolve("served-" + number));
      Path file = state.resolve(written.getFileName());
      put(copy, file);
      tally.called().acknowledged(OUTCOMES).error();
      long start = System.nanoTime();
      try (ServerProcess refused = starter.begin(state)) {
        tally.brokenUnless(refused.exitCode() == 1, "a damaged journal did not stop the start");
        String said = refused.said();
        tally.brokenUnless(
            said.contains(file.toString()) && said.contains("record " + (number + 1)),
            "the refusal does not name the record: " + said);
      }
      Path saved = Files.createDirectory(scratch.resolve("saved-" + number));
      Path to = saved.resolve(file.getFileName());
      command(1, "journal", "salvage", file.toString(), "--to", to.toString());
      Path next = scratch.resolve("next-" + number);
      command(0, "journal", "restore", to.toString(), "--to", next.toString());
      try (ServerProcess server = starter.serve(next)) {
        tally.recovered(Duration.ofNanos(System.nanoTime() - start));
        long learned = Outcomes.learned(server.http());
        tally.brokenUnless(
            learned == OUTCOMES - 1, learned + " outcomes are learned of what was salvaged");
      }
    }

    private void command(int code, String... arguments) throws Exception {
      try (ServerProcess command = starter.run(arguments)) {
        int found = command.exitCode();
        tally.brokenUnless(
            found == code, List.of(arguments) + " exited with " + found + ": " + command.said());
      }
    }

    private static List<String> read(Path file) throws IOException {
      List<String> records = new ArrayList<>();
      try (RecordFile open = RecordFile.open(file, KIND, () -> {})) {
        open.read((sequence, bytes) -> records.add(new String(bytes, StandardCharsets.ISO_8859_1)));
      }
      return records;
    }

    private static Path journal(Path state) throws IOException {
      return Scratch.files(state).stream()
          .filter(file -> file.toString().endsWith(".journal"))
          .findFirst()
          .orElseThrow();
    }

    private static Path head(Path journal) {
      return journal.resolveSibling(journal.getFileName() + ".head");
    }
  }
}
