package org.forecast4j.server.storage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.forecast4j.server.storage.Format.Head;
import org.forecast4j.server.storage.Format.Header;

/** Readable records of which each follows the one before. */
final class Run {
  private final List<Place> places = new ArrayList<>();

  /**
   * Where a readable record stands.
   *
   * @param at its first byte
   * @param sequence its number
   * @param link the check of the one before
   * @param check its own
   */
  record Place(long at, long sequence, int link, int check) {}

  private Run(Place first) {
    places.add(first);
  }

  /** Puts records together, of which some may be missing, repeated or of another file. */
  static List<Run> of(List<Place> found) {
    List<Place> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparingLong(Place::sequence));
    List<Run> runs = new ArrayList<>();
    List<Run> open = new ArrayList<>();
    for (Place place : sorted) {
      open.removeIf(run -> run.last().sequence() < place.sequence() - 1);
      if (open.stream().anyMatch(run -> run.isRepeated(place))) {
        continue;
      }
      Optional<Run> before = open.stream().filter(run -> run.precedes(place)).findFirst();
      if (before.isPresent()) {
        before.get().places.add(place);
      } else {
        Run run = new Run(place);
        open.add(run);
        runs.add(run);
      }
    }
    return runs;
  }

  private boolean isRepeated(Place place) {
    return last().sequence() == place.sequence() && last().check() == place.check();
  }

  private boolean precedes(Place place) {
    return last().sequence() + 1 == place.sequence() && last().check() == place.link();
  }

  Place first() {
    return places.get(0);
  }

  Place last() {
    return places.get(places.size() - 1);
  }

  List<Place> places() {
    return places;
  }

  int size() {
    return places.size();
  }

  /** Whether it holds the record that the head names as the last one acknowledged. */
  boolean isAcknowledged(Optional<Head> head) {
    return head.isPresent()
        && places.stream()
            .anyMatch(
                place ->
                    place.sequence() == head.get().count() && place.check() == head.get().check());
  }

  /** Whether it begins where the file begins or is acknowledged. */
  boolean isCertain(Optional<Header> header, Optional<Head> head) {
    return (header.isPresent() && first().sequence() == 1 && first().link() == header.get().check())
        || isAcknowledged(head);
  }

  /** Whether it stands where a file's records begin. */
  boolean isInPlace() {
    return first().at() == Format.FILE_HEADER;
  }

  /** Whether both have a record of the same number. */
  boolean overlaps(Run other) {
    return first().sequence() <= other.last().sequence()
        && other.first().sequence() <= last().sequence();
  }

  /** Whether one should follow the other and does not. */
  boolean contradicts(Run other) {
    return overlaps(other)
        || last().sequence() + 1 == other.first().sequence()
        || other.last().sequence() + 1 == first().sequence();
  }

  @Override
  public String toString() {
    return size() == 1
        ? "record " + first().sequence()
        : "records " + first().sequence() + " to " + last().sequence();
  }
}
