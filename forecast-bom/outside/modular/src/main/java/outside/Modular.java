package outside;

import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.client.ForecastClient;

/** The library and the client on the module path. */
public final class Modular {
  private Modular() {}

  /** A forecast, and a client that is made and closed. */
  public static void main(String[] arguments) {
    System.out.println(new Persistence(new Shape(3, 2)).forecast(Pattern.of(1, 2, 3)).point());
    try (ForecastClient client = ForecastClient.builder().baseUrl("http://127.0.0.1:1").build()) {
      System.out.println(client.getClass().getModule().getName());
    }
  }
}
