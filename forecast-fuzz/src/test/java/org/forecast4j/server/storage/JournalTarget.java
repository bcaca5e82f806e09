package org.forecast4j.server.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.forecast4j.fuzz.Contract;
import org.forecast4j.fuzz.Scratch;
import org.forecast4j.fuzz.Sealed;
import org.forecast4j.server.learning.LogEntry;
import org.forecast4j.server.learning.Retraction;

/**
 * A journal, of today's format with its head or of the old one, or an entry of one. What is refused
 * stays as it is; what is read is the same when it is read again, appended to and written anew.
 * Nothing is salvaged but whole records that stand in the file, and of a readable file all of them.
 */
public final class JournalTarget {
  private static final int BYTES_PER_BYTE = 2_000;
  private static final String KIND = "outcomes";
  private static final Set<Class<? extends Exception>> REFUSED =
      Set.of(IOException.class, NoSuchFileException.class);
  private static final byte[] NEXT = "one more".getBytes(StandardCharsets.UTF_8);

  private final Contract contract;
  private final Path file;
  private final Set<ByteBuffer> whole;

  private JournalTarget(Contract contract, Path file, Set<ByteBuffer> whole) {
    this.contract = contract;
    this.file = file;
    this.whole = whole;
  }

  /** Reads one; the first byte says what it is and which checks are put right. */
  public static void read(byte[] input) throws IOException {
    int how = input.length == 0 ? 0 : input[0];
    byte[] rest = Sealed.rest(input);
    Contract contract = Contract.of(input, BYTES_PER_BYTE);
    if ((how & JournalBytes.ENTRY) != 0) {
      readEntry(contract, Sealed.binary(rest));
      return;
    }
    Path file = Scratch.emptyFolder("journal").resolve("a.journal");
    JournalBytes bytes = JournalBytes.of(how, rest);
    Files.write(file, bytes.file());
    if (bytes.head().isPresent()) {
      Files.write(HeadFile.of(file), bytes.head().get());
    }
    new JournalTarget(contract, file, new HashSet<>(bytes.whole())).read();
  }

  private static void readEntry(Contract contract, byte[] bytes) {
    Optional<LogEntry> entry =
        contract.read(() -> LogEntry.fromBytes(bytes), Set.of(IllegalArgumentException.class));
    if (entry.isPresent()) {
      byte[] written = entry.get().toBytes();
      Contract.requireSame(written, LogEntry.fromBytes(written).toBytes(), "the entry");
    }
  }

  private void read() throws IOException {
    byte[] before = Files.readAllBytes(file);
    Optional<RecordFiles.Facts> facts = contract.read(() -> RecordFiles.verify(file), REFUSED);
    List<byte[]> saved = salvage(facts);
    Contract.requireSame(before, Files.readAllBytes(file), "the salvaged file");
    Optional<List<byte[]>> read = contract.read(() -> readAll(file, KIND), REFUSED);
    boolean isOther = facts.isPresent() && !Set.of("", KIND).contains(facts.get().kind());
    require(read.isPresent() == (facts.isPresent() && !isOther), "what is verified is read");
    if (read.isEmpty()) {
      Contract.requireSame(before, Files.readAllBytes(file), "the refused file");
      return;
    }
    List<byte[]> records = read.get();
    require(records.size() == count(facts.orElseThrow()), "all that is verified is read");
    requireSame(records, saved.subList(0, Math.min(records.size(), saved.size())));
    requireSame(records, readAll(file, KIND));
    try (RecordFile open = open(file, KIND)) {
      open.append(List.of(NEXT));
    }
    List<byte[]> longer = new ArrayList<>(records);
    longer.add(NEXT);
    requireSame(longer, readAll(file, KIND));
    Path anew = Scratch.emptyFolder("anew").resolve("a.journal");
    try (RecordFile open = open(anew, KIND)) {
      open.append(records);
    }
    requireSame(records, readAll(anew, KIND));
  }

  private static long count(RecordFiles.Facts facts) {
    return facts.acknowledged() + facts.beyond();
  }

  /** Salvages what can be read, which every file survives. */
  private List<byte[]> salvage(Optional<RecordFiles.Facts> facts) throws IOException {
    Path place = Scratch.path("salvaged").resolve("a.journal");
    Salvage salvage =
        contract
            .read(
                () -> {
                  Scratch.emptyFolder("salvaged");
                  return Salvage.of(file, place, KIND);
                },
                Set.of())
            .orElseThrow();
    List<byte[]> saved = readAll(place, RecordFiles.verify(place).kind());
    require(salvage.saved() == saved.size(), "as many are saved as it says");
    for (byte[] record : saved) {
      require(whole.contains(ByteBuffer.wrap(record)), "what is saved stands in the file");
    }
    if (facts.isPresent() && facts.get().rest() == 0) {
      require(saved.size() == count(facts.get()), "of a whole file everything is saved");
      require(salvage.losses().isEmpty() && salvage.doubts().isEmpty(), "nothing of it is lost");
    }
    return saved;
  }

  private static RecordFile open(Path file, String kind) throws IOException {
    return RecordFile.openOrUpgrade(file, kind, () -> {});
  }

  private static List<byte[]> readAll(Path file, String kind) throws IOException {
    List<byte[]> records = new ArrayList<>();
    try (RecordFile open = open(file, kind)) {
      open.read((sequence, bytes) -> records.add(bytes));
    }
    return records;
  }

  private static void requireSame(List<byte[]> expected, List<byte[]> found) {
    require(expected.size() == found.size(), "as many records");
    for (int i = 0; i < expected.size(); i++) {
      Contract.requireSame(expected.get(i), found.get(i), "record " + (i + 1));
    }
  }

  private static void require(boolean isTrue, String what) {
    if (!isTrue) {
      throw new AssertionError("expected: " + what);
    }
  }

  /** Three records and none, and an entry; journals of the old format are in the corpus. */
  public static List<byte[]> seeds() {
    List<byte[]> records =
        List.of(new Retraction("a").toBytes(), NEXT, new Retraction("c").toBytes());
    return List.of(
        JournalBytes.whole(KIND, records),
        JournalBytes.whole(KIND, List.of()),
        Sealed.chosen(JournalBytes.ENTRY, new Retraction("a").toBytes()));
  }
}
