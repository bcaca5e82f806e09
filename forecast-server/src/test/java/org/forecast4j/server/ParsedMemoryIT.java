package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.forecast4j.server.Http.PATTERN;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies within the limit whose values would fill the heap of a container once parsed. */
class ParsedMemoryIT {
  private static final List<String> SMALL_HEAP = List.of("-Xmx256m");
  private static final String BODY = "{\"pattern\":" + PATTERN + "}";

  private static String many(String item, int count) {
    return String.join(",", Collections.nCopies(count, item));
  }

  private static String covariates(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"" + Integer.toHexString(i) + "\":1")
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** A request that is shown by where it is sent to. */
  private record Greedy(String path, String body) {
    @Override
    public String toString() {
      return path + " " + body.substring(0, 20);
    }
  }

  static Stream<Greedy> greedy() {
    return Stream.of(
        new Greedy("/predict/batch", "{\"requests\":[" + many("{}", 300_000) + "]}"),
        new Greedy("/predict/batch", "{\"requests\":[" + many("[]", 300_000) + "]}"),
        new Greedy("/predict", "{\"pattern\":[" + many("1", 500_000) + "]}"),
        new Greedy("/predict", "{\"x\":[" + many("{}", 300_000) + "],\"pattern\":" + PATTERN + "}"),
        new Greedy(
            "/predict", "{\"covariates\":" + covariates(100_000) + ",\"pattern\":" + PATTERN + "}"),
        new Greedy("/games/g/scores", "{\"scores\":[" + many("{}", 300_000) + "]}"),
        new Greedy("/v2/models/nba-halftime/infer", "{\"inputs\":[" + many("{}", 300_000) + "]}"));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(out)) {
      zip.write(text.getBytes(StandardCharsets.US_ASCII));
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("greedy")
  void bodies_of_countless_values_are_refused_and_others_are_served(Greedy request)
      throws Exception {
    byte[] packed = gzip(request.body());
    try (ServerProcess server = ServerProcess.serveWith(SMALL_HEAP)) {
      Http http = server.http();
      List<Integer> statuses =
          IntStream.range(0, 32)
              .parallel()
              .mapToObj(
                  i ->
                      http.send(
                              http.request(request.path(), "Content-Encoding", "gzip")
                                  .POST(HttpRequest.BodyPublishers.ofByteArray(packed)))
                          .status())
              .toList();
      assertThat(statuses).allMatch(List.of(400, 413, 503)::contains);
      assertThat(http.post("/predict", BODY).status()).isEqualTo(200);
      assertThat(http.get("/metrics").text()).doesNotContain("OutOfMemoryError");
    }
  }
}
