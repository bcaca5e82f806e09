package org.forecast4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mockwebserver3.RecordedRequest;
import org.forecast4j.client.testing.Fault;
import org.forecast4j.client.testing.FixtureServer;
import org.junit.jupiter.api.Test;

class MonitoredCallsTest {
  @Test
  void every_try_is_counted_timed_and_part_of_the_trace_of_its_call() {
    StringWriter out = new StringWriter();
    try (FixtureServer server = FixtureServer.start()) {
      server.next(Fault.problem(503, "still loading"), Fault.noAnswer());
      MonitoredCalls.run(
          server.client().backoff(Duration.ofMillis(1), Duration.ofMillis(1)),
          new PrintWriter(out, true));
      assertThat(server.requests()).hasSize(6);
      Map<String, List<String>> traces =
          server.requests().stream()
              .collect(
                  Collectors.groupingBy(
                      request -> sent(request, "X-Request-Id"),
                      Collectors.mapping(
                          request -> sent(request, "traceparent"), Collectors.toList())));
      assertThat(traces).hasSize(4);
      traces
          .values()
          .forEach(
              tries -> {
                assertThat(tries)
                    .doesNotHaveDuplicates()
                    .allMatch(header -> header.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"));
                assertThat(tries.stream().map(header -> header.substring(0, 35)).distinct())
                    .hasSize(1);
                assertThat(out.toString()).contains("trace=" + tries.get(0).substring(3, 35));
              });
    }
    assertThat(out.toString().lines().filter("margin 11.0"::equals)).hasSize(4);
    assertThat(out.toString())
        .contains("forecast_client_try_seconds_count{route=\"/predict\",outcome=\"200\"} 4")
        .contains("forecast_client_try_seconds_count{route=\"/predict\",outcome=\"503\"} 1")
        .contains("forecast_client_try_seconds_count{route=\"/predict\",outcome=\"IOException\"} 1")
        .contains("status=503")
        .contains("status=0")
        .containsPattern("forecast_client_connections_total [1-6]\\R");
  }

  private static String sent(RecordedRequest request, String header) {
    return String.valueOf(request.getHeaders().get(header));
  }
}
