package org.forecast4j.server.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.forecast4j.server.storage.Format.Head;
import org.forecast4j.server.storage.Format.Header;
import org.forecast4j.server.storage.RecordReader.Found;
import org.forecast4j.server.storage.Run.Place;
import org.jspecify.annotations.Nullable;

/**
 * Saves the readable records of a damaged file into a new one, and says what is lost. Takes memory
 * for the place of each record.
 *
 * @param saved how many records
 * @param losses what is lost or may be, a sentence each; empty if nothing is
 * @param doubts what is saved and may not belong to the file
 */
public record Salvage(long saved, List<String> losses, List<String> doubts) {

  /** Copies its arguments. */
  public Salvage {
    losses = List.copyOf(losses);
    doubts = List.copyOf(doubts);
  }

  /**
   * Reads what can be read.
   *
   * @param from is left as it is; no server may use it
   * @param to must not exist
   * @param kind what the records are, if the file does not say so itself any more
   */
  public static Salvage of(Path from, Path to, String kind) throws IOException {
    RecordFiles.require(from);
    RecordFiles.requireFree(to);
    try (Blocks file = Blocks.open(from, true)) {
      return Version1.isIt(from) ? ofVersion1(file, to, kind) : of(from, file, to, kind);
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Salvage of(Path from, Blocks file, Path to, String kind) throws IOException {
    Optional<Header> header = header(from, file);
    Known known = known(from, header);
    Optional<Head> head = known.head();
    List<String> losses = new ArrayList<>();
    List<String> doubts = new ArrayList<>();
    List<Place> kept = new ArrayList<>();
    List<Place> found = places(file);
    for (Run run : belonging(Run.of(found), header, head, losses)) {
      kept.addAll(run.places());
      if (!run.isCertain(header, head)) {
        doubts.add("that " + run + " belong to this file is known from their numbers alone");
      }
    }
    addGaps(kept, head, losses);
    if (known.isDoubtful() && goesOn(file, found)) {
      losses.add(
          "one of the two heads is damaged, so it is not known whether what stands behind the last"
              + " readable record was acknowledged");
    }
    write(to, header.map(Header::kind).orElse(kind), records(new RecordReader(file), kept, false));
    return new Salvage(kept.size(), losses, doubts);
  }

  private static Optional<Header> header(Path path, Blocks file) {
    try {
      return Optional.of(Scan.header(path, file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * What is known of the head.
   *
   * @param isDoubtful whether one of the two is damaged, which may have been the newer one
   */
  private record Known(Optional<Head> head, boolean isDoubtful) {}

  /** The head, unless it belongs to another file. */
  private static Known known(Path path, Optional<Header> header) {
    try (HeadFile heads = HeadFile.open(path, Blocks::open, true)) {
      Optional<Head> head =
          Optional.of(heads.head())
              .filter(one -> header.isEmpty() || header.get().id() == one.id());
      return new Known(head, heads.isDoubtful());
    } catch (IOException e) {
      return new Known(Optional.empty(), false);
    }
  }

  /** Whether bytes stand behind the last readable record. */
  private static boolean goesOn(Blocks file, List<Place> found) throws IOException {
    RecordReader reader = new RecordReader(file);
    if (found.isEmpty()) {
      return reader.end() > Format.FILE_HEADER;
    }
    Found last = reader.at(found.get(found.size() - 1).at());
    return last == null || last.end() < reader.end();
  }

  /** Every record that matches its own check, wherever it stands. */
  private static List<Place> places(Blocks file) throws IOException {
    List<Place> places = new ArrayList<>();
    RecordReader reader = new RecordReader(file);
    long at = 0;
    while (at < reader.end()) {
      Found found = reader.at(at);
      if (found == null) {
        at++;
      } else {
        places.add(new Place(at, found.sequence(), found.link(), found.check()));
        at = found.end();
      }
    }
    return places;
  }

  /**
   * The runs that belong to the file, in their order. What is acknowledged rules out all others,
   * then what begins as the file does, then what stands in its place, then what is longer.
   */
  private static List<Run> belonging(
      List<Run> runs, Optional<Header> header, Optional<Head> head, List<String> losses) {
    List<Run> byTrust = new ArrayList<>(runs);
    byTrust.sort(
        Comparator.comparing((Run run) -> !run.isAcknowledged(head))
            .thenComparing(run -> !run.isCertain(header, head))
            .thenComparing(run -> !run.isInPlace())
            .thenComparing(Comparator.comparingInt(Run::size).reversed()));
    List<Run> kept = new ArrayList<>();
    for (Run run : byTrust) {
      boolean fits =
          kept.stream()
              .noneMatch(
                  other ->
                      other.isCertain(header, head) ? other.contradicts(run) : other.overlaps(run));
      if (fits) {
        kept.add(run);
      } else {
        losses.add(
            "readable, but left out: "
                + run
                + " from byte "
                + run.first().at()
                + " on, which do not follow what stands before or behind");
      }
    }
    kept.sort(Comparator.comparingLong(run -> run.first().sequence()));
    return kept;
  }

  private static void addGaps(List<Place> kept, Optional<Head> head, List<String> losses) {
    long next = 1;
    for (Place place : kept) {
      addGap(next, place.sequence() - 1, losses);
      next = place.sequence() + 1;
    }
    if (head.isPresent()) {
      addGap(next, head.get().count(), losses);
    } else {
      losses.add(
          "the head cannot be read, so it is not known whether there were records behind "
              + (next - 1));
    }
  }

  private static void addGap(long from, long to, List<String> losses) {
    if (from == to) {
      losses.add("lost: record " + from);
    } else if (from < to) {
      losses.add("lost: records " + from + " to " + to);
    }
  }

  private static Salvage ofVersion1(Blocks file, Path to, String kind) throws IOException {
    List<Place> places = new ArrayList<>();
    List<String> losses = new ArrayList<>();
    RecordReader reader = new RecordReader(file);
    long at = 0;
    long unread = 0;
    while (at < reader.end()) {
      byte[] record = Version1.at(reader, at);
      if (record == null) {
        at++;
        continue;
      }
      addBytes(unread, at, losses);
      places.add(new Place(at, places.size() + 1, 0, 0));
      at += Version1.HEADER + record.length;
      unread = at;
    }
    addBytes(unread, at, losses);
    write(to, kind, records(reader, places, true));
    return new Salvage(places.size(), losses, List.of());
  }

  /** That format has no numbers: what is known is where bytes stand that are no record. */
  private static void addBytes(long from, long to, List<String> losses) {
    if (from < to) {
      losses.add(
          "bytes "
              + from
              + " to "
              + (to - 1)
              + " are no record; how many were acknowledged there is not known");
    }
  }

  private static void write(Path to, String kind, Iterator<byte[]> records) throws IOException {
    Replacement.write(to, kind, records);
    Replacement.move(to);
  }

  private static Iterator<byte[]> records(
      RecordReader reader, List<Place> places, boolean isVersion1) {
    return places.stream().map(place -> bytes(reader, place, isVersion1)).iterator();
  }

  private static byte[] bytes(RecordReader reader, Place place, boolean isVersion1) {
    try {
      byte[] found = null;
      if (isVersion1) {
        found = Version1.at(reader, place.at());
      } else {
        Found record = reader.at(place.at());
        found = record == null ? null : record.bytes();
      }
      return require(found);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static byte[] require(byte @Nullable [] found) throws IOException {
    if (found == null) {
      throw new IOException("the file changed while it was read");
    }
    return found;
  }
}
