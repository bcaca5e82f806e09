package outside;

import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;

/** A program with a Java of its own. */
public final class Linked {
  private Linked() {}

  /** A forecast, from nothing but java.base and the core. */
  public static void main(String[] arguments) {
    System.out.println(new Persistence(new Shape(3, 2)).forecast(Pattern.of(1, 2, 3)).point());
  }
}
