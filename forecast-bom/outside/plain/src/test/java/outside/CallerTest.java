package outside;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.forecast4j.Pattern;
import org.forecast4j.client.ForecastClient;
import org.forecast4j.client.testing.Fault;
import org.forecast4j.client.testing.FixtureServer;
import org.junit.jupiter.api.Test;

class CallerTest {
  @Test
  void a_fault_is_survived() {
    try (FixtureServer server = FixtureServer.start();
        ForecastClient client = server.client().build()) {
      server.next(Fault.problem(503, "still loading"));
      client.predict(Pattern.of(new double[18]));
      assertEquals(2, server.requests().size());
    }
  }
}
