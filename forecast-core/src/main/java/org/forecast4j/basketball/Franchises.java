package org.forecast4j.basketball;

import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Text;

/**
 * Which codes belong to one team: where it moved or was renamed, it goes on under a code that
 * follows its earlier ones. A code that is not listed is a team of its own. Immutable.
 */
public final class Franchises {
  /** Every code is a team of its own. */
  public static final Franchises NONE = new Franchises(Map.of());

  /**
   * The NBA's since 1996, by the code that came next. Charlotte's first team, {@code CHH}, went to
   * New Orleans in 2002, which played as {@code NOK} from 2005 to 2007; the team that Charlotte got
   * in 2004, {@code CHA}, began anew.
   *
   * <table>
   *   <caption>Codes and those that follow them</caption>
   *   <tr><th>code</th><th>followed by</th><th>since the season</th></tr>
   *   <tr><td>VAN</td><td>MEM</td><td>2001-02</td></tr>
   *   <tr><td>CHH</td><td>NOH</td><td>2002-03</td></tr>
   *   <tr><td>NOK</td><td>NOH</td><td>2007-08</td></tr>
   *   <tr><td>SEA</td><td>OKC</td><td>2008-09</td></tr>
   *   <tr><td>NJN</td><td>BKN</td><td>2012-13</td></tr>
   *   <tr><td>NOH</td><td>NOP</td><td>2013-14</td></tr>
   * </table>
   */
  public static final Franchises NBA =
      new Franchises(
          Map.of(
              "VAN", "MEM", "CHH", "NOH", "NOK", "NOH", "SEA", "OKC", "NJN", "BKN", "NOH", "NOP"));

  private static final int MAX_SUCCESSORS = 1_000;

  private final SortedMap<String, String> successors;

  private Franchises(Map<String, String> successors) {
    this.successors = Collections.unmodifiableSortedMap(new TreeMap<>(successors));
  }

  /**
   * Franchises by the codes that follow one another.
   *
   * @param successors for a code that is not used any more, the one that followed it
   * @return the franchises
   * @throws IllegalArgumentException if a code would follow itself, directly or over others
   */
  public static Franchises of(Map<String, String> successors) {
    for (String code : successors.keySet()) {
      Set<String> seen = new HashSet<>(Set.of(code));
      for (String next = successors.get(code); next != null; next = successors.get(next)) {
        if (!seen.add(next)) {
          throw new IllegalArgumentException(
              "code '"
                  + Text.excerpt(next)
                  + "' follows itself; expected a code that ends each chain");
        }
      }
    }
    return new Franchises(successors);
  }

  /**
   * The code that a team goes by in the end.
   *
   * @param code a code of the team
   * @return the last that follows it, or itself
   */
  public String last(String code) {
    String last = code;
    for (String next = code; next != null; next = successors.get(next)) {
      last = next;
    }
    return last;
  }

  /**
   * The codes that others follow.
   *
   * @return each with the one that follows it
   */
  public SortedMap<String, String> successors() {
    return successors;
  }

  /** The code that a team goes by in the end, refusing one that is not among those known. */
  String known(String code, Set<String> teams) {
    String last = last(code);
    if (!teams.contains(last)) {
      throw new IllegalArgumentException(
          "team is '"
              + Text.excerpt(code)
              + "'; expected one of "
              + Text.printable(String.join(", ", new TreeSet<>(teams))));
    }
    return last;
  }

  /** Refuses a game whose two codes are one team. */
  void requireTwo(String game, String home, String away) {
    if (last(home).equals(last(away))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s is of %s against %s, which are one team; expected two",
              game,
              Text.excerpt(home),
              Text.excerpt(away)));
    }
  }

  void write(BinaryWriter out) {
    out.putInt(successors.size());
    successors.forEach((code, next) -> out.putString(code).putString(next));
  }

  static Franchises read(BinaryReader in) {
    Map<String, String> successors = new TreeMap<>();
    for (int left = in.getInt(0, MAX_SUCCESSORS, "number of successors"); left > 0; left--) {
      successors.put(in.getString(), in.getString());
    }
    try {
      return of(successors);
    } catch (IllegalArgumentException e) {
      throw in.damaged(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Franchises that && successors.equals(that.successors);
  }

  @Override
  public int hashCode() {
    return successors.hashCode();
  }

  @Override
  public String toString() {
    return successors.toString();
  }
}
