package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.Weighting;
import org.forecast4j.server.config.Limits;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.http.Problems;
import org.forecast4j.server.model.ModelRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferenceProtocolIT {
  private static final String MODEL = "/v2/models/nba-halftime";
  private static final String INFER = MODEL + "/infer";
  private static final String HEADER_LENGTH = "Inference-Header-Content-Length";
  private static final double[] MARGINS = {0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11};
  private static final String ONE =
      "{\"inputs\":[{\"name\":\"pattern\",\"shape\":[1,18],\"datatype\":\"FP64\",\"data\":"
          + Http.PATTERN
          + "}]}";

  @TempDir Path folder;

  private static ForecastServer server;
  private static Http http;
  private static ForecastBundle bundle;

  @BeforeAll
  static void start() throws IOException {
    bundle = ForecastBundle.load(Http.BUNDLE);
    server = ForecastServer.start(ServerOptions.builder(Http.BUNDLE).build());
    http = new Http(server.port());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "expected_total, -500, -500.0; expected above 0",
    "expected_margin, 501, 501.0; expected -500.0 to 500.0",
  })
  void of_many_patterns_the_one_that_cannot_be_is_named(String name, String value, String says) {
    String values = "1,".repeat(40) + value;
    String body =
        "{\"inputs\":[{\"name\":\"pattern\",\"shape\":[41,18],\"datatype\":\"FP64\",\"data\":"
            + Arrays.toString(flat(patterns(41, 1)))
            + "},{\"name\":\""
            + name
            + "\",\"shape\":[41],\"datatype\":\"FP64\",\"data\":["
            + values
            + "]}]}";
    Http.Answer answer = http.post(INFER, body);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().get("error").textValue())
        .isEqualTo("row 40, from 0: covariate " + name + " is " + says);
  }

  private static double[][] patterns(int n, long seed) {
    Random random = new Random(seed);
    double[][] patterns = new double[n][18];
    for (double[] pattern : patterns) {
      for (int i = 1; i < pattern.length; i++) {
        pattern[i] = pattern[i - 1] + random.nextInt(7) - 3;
      }
    }
    return patterns;
  }

  private static double[] flat(double[]... rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double[] data(JsonNode output) {
    return StreamSupport.stream(output.get("data").spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }

  private static JsonNode output(JsonNode answer, String name) {
    for (JsonNode output : answer.get("outputs")) {
      if (output.get("name").textValue().equals(name)) {
        return output;
      }
    }
    throw new AssertionError("no output " + name + " in " + answer);
  }

  private static void assertAnswers(JsonNode answer, List<IntervalForecast> expected) {
    int n = expected.size();
    assertThat(data(output(answer, "forecast")))
        .isEqualTo(expected.stream().mapToDouble(IntervalForecast::point).toArray());
    assertThat(data(output(answer, "lower")))
        .isEqualTo(expected.stream().mapToDouble(f -> f.interval().lower()).toArray());
    assertThat(data(output(answer, "upper")))
        .isEqualTo(expected.stream().mapToDouble(f -> f.interval().upper()).toArray());
    assertThat(data(output(answer, "path")))
        .isEqualTo(
            expected.stream().flatMapToDouble(f -> DoubleStream.of(f.forecast().path())).toArray());
    assertThat(output(answer, "forecast").get("shape")).hasToString("[" + n + "]");
    assertThat(output(answer, "path").get("shape")).hasToString("[" + n + ",6]");
    for (JsonNode output : answer.get("outputs")) {
      assertThat(output.get("datatype").textValue()).isEqualTo("FP64");
    }
  }

  /** A body with a tensor behind its JSON, as both Triton clients lay it out. */
  private static byte[] body(String json, byte[]... tensors) {
    int length = json.length() + Arrays.stream(tensors).mapToInt(one -> one.length).sum();
    ByteBuffer body = ByteBuffer.allocate(length).put(json.getBytes(StandardCharsets.US_ASCII));
    Arrays.stream(tensors).forEach(body::put);
    return body.array();
  }

  private static byte[] littleEndian(double... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes.array();
  }

  private static Http.Answer post(String path, byte[] body, String... headers) {
    return http.send(
        http.request(path, headers).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  @Test
  void the_server_says_what_it_is_and_that_it_lives() {
    JsonNode server = http.get("/v2").json();
    assertThat(server.get("name").textValue()).isEqualTo("forecast4j");
    assertThat(server.get("version").textValue()).isNotEmpty();
    assertThat(server.get("extensions")).hasToString("[\"binary_tensor_data\"]");
    assertThat(http.get("/v2/").status()).isEqualTo(200);
    for (String path : List.of("/v2/health/live", "/v2/health/ready")) {
      assertThat(http.get(path).json()).hasToString("{\"live\":true,\"ready\":true}");
    }
  }

  @Test
  void before_a_model_is_loaded_none_is_found() {
    assertThatThrownBy(() -> new ModelRegistry(all -> {}).find("nba-halftime"))
        .satisfies(e -> assertThat(Problems.of(e, "id").status()).isEqualTo(503));
  }

  @ParameterizedTest
  @ValueSource(strings = {MODEL, MODEL + "/versions/2"})
  void a_model_says_what_it_takes_and_gives(String path) {
    JsonNode model = http.get(path).json();
    assertThat(model.get("name").textValue()).isEqualTo("nba-halftime");
    assertThat(model.get("versions")).hasToString("[\"2\"]");
    assertThat(model.get("platform").textValue()).isEqualTo("forecast4j_bundle");
    assertThat(model.get("inputs"))
        .hasToString(
            "[{\"name\":\"pattern\",\"datatype\":\"FP64\",\"shape\":[-1,18]},"
                + "{\"name\":\"expected_margin\",\"datatype\":\"FP64\",\"shape\":[-1]},"
                + "{\"name\":\"expected_total\",\"datatype\":\"FP64\",\"shape\":[-1]}]");
    assertThat(model.get("outputs"))
        .hasToString(
            "[{\"name\":\"forecast\",\"datatype\":\"FP64\",\"shape\":[-1]},"
                + "{\"name\":\"lower\",\"datatype\":\"FP64\",\"shape\":[-1]},"
                + "{\"name\":\"upper\",\"datatype\":\"FP64\",\"shape\":[-1]},"
                + "{\"name\":\"path\",\"datatype\":\"FP64\",\"shape\":[-1,6]}]");
    assertThat(http.get(path + "/ready").json())
        .hasToString("{\"name\":\"nba-halftime\",\"ready\":true}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,18]", "[18]"})
  void one_pattern_gives_the_numbers_of_the_core_and_the_id_back(String shape) {
    String request = ONE.replace("[1,18]", shape).replace("{\"inputs", "{\"id\":\"42\",\"inputs");
    Http.Answer answer = http.post(MODEL + "/versions/2/infer", request);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    JsonNode json = answer.json();
    assertThat(json.get("model_name").textValue()).isEqualTo("nba-halftime");
    assertThat(json.get("model_version").textValue()).isEqualTo("2");
    assertThat(json.get("id").textValue()).isEqualTo("42");
    assertAnswers(json, List.of(bundle.conformal().forecast(Pattern.of(MARGINS), 0.95)));
    assertThat(http.post(INFER, ONE).json().has("id")).isFalse();
  }

  @Test
  void a_batch_gives_the_same_as_its_patterns_one_by_one() {
    double[][] patterns = patterns(40, 1);
    String nested = Arrays.deepToString(patterns);
    String flat = Arrays.toString(flat(patterns));
    List<IntervalForecast> expected =
        Arrays.stream(patterns)
            .map(pattern -> bundle.conformal().forecast(Pattern.of(pattern), 0.8))
            .toList();
    for (String data : List.of(nested, flat)) {
      String request =
          "{\"parameters\":{\"alpha\":0.2},\"inputs\":[{\"name\":\"pattern\",\"shape\":[40,18],"
              + "\"datatype\":\"FP64\",\"data\":"
              + data
              + "}]}";
      assertAnswers(http.post(INFER, request).json(), expected);
    }
  }

  /** With what the ratings of the model make of a difference of ratings. */
  private Pattern rated(double[] values, double difference) {
    return Halftime.ratings(bundle)
        .orElseThrow()
        .complete(Pattern.of(values).with(Halftime.RATING_DIFFERENCE, difference));
  }

  @Test
  void the_rating_is_an_input_that_may_be_left_out() {
    double[][] patterns = patterns(3, 2);
    double[] ratings = {4.2, -1, 0};
    List<IntervalForecast> expected = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      expected.add(bundle.conformal().forecast(rated(patterns[i], ratings[i]), 0.95));
    }
    for (String shape : List.of("[3]", "[3,1]")) {
      String request =
          "{\"inputs\":[{\"name\":\"rating_difference\",\"shape\":"
              + shape
              + ",\"datatype\":\"FP64\",\"data\":[4.2,-1,0]},"
              + "{\"name\":\"pattern\",\"shape\":[3,18],\"datatype\":\"FP64\",\"data\":"
              + Arrays.toString(flat(patterns))
              + "}]}";
      assertAnswers(http.post(INFER, request).json(), expected);
    }
  }

  @Test
  void only_the_outputs_asked_for_are_given_in_that_order() {
    String request =
        ONE.replace(
            "{\"inputs", "{\"outputs\":[{\"name\":\"upper\"},{\"name\":\"forecast\"}],\"inputs");
    JsonNode outputs = http.post(INFER, request).json().get("outputs");
    assertThat(outputs).hasSize(2);
    assertThat(outputs.get(0).get("name").textValue()).isEqualTo("upper");
    assertThat(outputs.get(1).get("name").textValue()).isEqualTo("forecast");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FP64", "FP32", "INT64"})
  void every_datatype_is_read_in_json_and_in_binary(String datatype) {
    double[] expected = {bundle.conformal().forecast(Pattern.of(MARGINS), 0.95).point()};
    JsonNode json = http.post(INFER, ONE.replace("FP64", datatype)).json();
    assertThat(data(output(json, "forecast"))).isEqualTo(expected);
    ByteBuffer tensor = ByteBuffer.allocate(18 * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (double margin : MARGINS) {
      switch (datatype) {
        case "FP64" -> tensor.putDouble(margin);
        case "FP32" -> tensor.putFloat((float) margin);
        default -> tensor.putLong((long) margin);
      }
    }
    byte[] bytes = Arrays.copyOf(tensor.array(), tensor.position());
    String header =
        "{\"inputs\":[{\"name\":\"pattern\",\"shape\":[1,18],\"datatype\":\""
            + datatype
            + "\",\"parameters\":{\"binary_data_size\":"
            + bytes.length
            + "}}]}";
    Http.Answer binary =
        post(INFER, body(header, bytes), HEADER_LENGTH, String.valueOf(header.length()));
    assertThat(data(output(binary.json(), "forecast"))).isEqualTo(expected);
  }

  @Test
  void a_number_of_fp32_has_its_precision() {
    String tenths = ONE.replace(Http.PATTERN, "[" + "0.1,".repeat(17) + "0.1]");
    double[] values = new double[18];
    Arrays.fill(values, 0.1f);
    assertThat(
            output(http.post(INFER, tenths.replace("FP64", "FP32")).json(), "forecast")
                .get("data")
                .get(0)
                .doubleValue())
        .isEqualTo(bundle.conformal().forecast(Pattern.of(values), 0.95).point());
  }

  /**
   * Byte for byte what Triton's Python client sends with its defaults: inputs in binary, no outputs
   * named and so all asked for in binary, the length of the JSON in a header and no Content-Type.
   */
  @Test
  void the_request_of_tritons_python_client_is_answered_in_binary() throws IOException {
    double[][] patterns = patterns(2, 3);
    byte[] tensor = littleEndian(flat(patterns));
    byte[] ratings = littleEndian(1.5, -2.5);
    String json =
        "{\"id\":\"7\",\"inputs\":[{\"name\":\"pattern\",\"shape\":[2,18],\"datatype\":\"FP64\","
            + "\"parameters\":{\"binary_data_size\":288}},{\"name\":\"rating_difference\","
            + "\"shape\":[2],\"datatype\":\"FP64\",\"parameters\":{\"binary_data_size\":16}}],"
            + "\"parameters\":{\"sequence_id\":3,\"sequence_start\":true,\"sequence_end\":false,"
            + "\"priority\":1,\"timeout\":5000,\"binary_data_output\":true,\"alpha\":0.1}}";
    byte[] body = body(json, tensor, ratings);
    String head =
        "POST /v2/models/nba-halftime/infer HTTP/1.1\r\n"
            + "user-agent: python/gevent-http-client-2.0.8\r\n"
            + "inference-header-content-length: "
            + json.length()
            + "\r\nhost: 127.0.0.1:"
            + server.port()
            + "\r\ncontent-length: "
            + body.length
            + "\r\n\r\n";
    // Asked again until a busy machine has learned the intervals at this confidence.
    assertThat(http.post(INFER + "?alpha=0.1", ONE).status()).isEqualTo(200);
    Binary answer = Binary.of(exchange(body(head, body)));
    IntervalForecast first = bundle.conformal().forecast(rated(patterns[0], 1.5), 0.9);
    IntervalForecast second = bundle.conformal().forecast(rated(patterns[1], -2.5), 0.9);
    assertTensor(answer.output(0), "forecast", answer.tensors(), first.point(), second.point());
    assertTensor(
        answer.output(1),
        "lower",
        answer.tensors(),
        first.interval().lower(),
        second.interval().lower());
    assertTensor(
        answer.output(2),
        "upper",
        answer.tensors(),
        first.interval().upper(),
        second.interval().upper());
    assertTensor(
        answer.output(3),
        "path",
        answer.tensors(),
        flat(first.forecast().path(), second.forecast().path()));
    assertThat(answer.tensors().hasRemaining()).isFalse();
  }

  /** An answer whose JSON is followed by tensors. */
  private record Binary(JsonNode json, ByteBuffer tensors) {
    static Binary of(byte[] response) throws IOException {
      int body = new String(response, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
      String head = new String(response, 0, body, StandardCharsets.ISO_8859_1);
      assertThat(head)
          .startsWith("HTTP/1.1 200")
          .contains("Content-Type: application/octet-stream")
          .contains("Content-Length: " + (response.length - body));
      int length = Integer.parseInt(head.replaceAll("(?s).*" + HEADER_LENGTH + ": (\\d+).*", "$1"));
      return new Binary(
          new ObjectMapper().readTree(new String(response, body, length, StandardCharsets.UTF_8)),
          ByteBuffer.wrap(response, body + length, response.length - body - length)
              .order(ByteOrder.LITTLE_ENDIAN));
    }

    JsonNode output(int index) {
      return json.get("outputs").get(index);
    }
  }

  private static void assertTensor(
      JsonNode output, String name, ByteBuffer binary, double... expected) {
    assertThat(output.get("name").textValue()).isEqualTo(name);
    assertThat(output.has("data")).isFalse();
    assertThat(output.get("parameters").get("binary_data_size").intValue())
        .isEqualTo(expected.length * Double.BYTES);
    for (double value : expected) {
      assertThat(binary.getDouble()).isEqualTo(value);
    }
  }

  private static byte[] exchange(byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout((int) Await.PATIENCE.toMillis());
      OutputStream out = socket.getOutputStream();
      out.write(request);
      out.flush();
      socket.shutdownOutput();
      return socket.getInputStream().readAllBytes();
    }
  }

  /**
   * Byte for byte what Triton's Java client sends: outputs that each say whether they are wanted in
   * binary, fields in the order of its hash map, and no Content-Type.
   */
  @Test
  void the_request_of_tritons_java_client_is_answered_as_each_output_is_wanted()
      throws IOException {
    String json =
        "{\"outputs\":[{\"name\":\"path\",\"parameters\":{\"binary_data\":true}},"
            + "{\"name\":\"forecast\",\"parameters\":{\"binary_data\":false}}],\"inputs\":"
            + "[{\"name\":\"pattern\",\"shape\":[1,18],\"datatype\":\"FP64\",\"parameters\":"
            + "{\"binary_data_size\":144}}]}";
    byte[] body = body(json, littleEndian(MARGINS));
    String head =
        "POST /v2/models/nba-halftime/infer HTTP/1.1\r\nInference-Header-Content-Length: "
            + json.length()
            + "\r\nContent-Length: "
            + body.length
            + "\r\nHost: 127.0.0.1:"
            + server.port()
            + "\r\nConnection: Keep-Alive\r\n"
            + "User-Agent: Apache-HttpAsyncClient/4.1.4 (Java/17.0.15)\r\n\r\n";
    Binary answer = Binary.of(exchange(body(head, body)));
    IntervalForecast expected = bundle.conformal().forecast(Pattern.of(MARGINS), 0.95);
    assertTensor(answer.output(0), "path", answer.tensors(), expected.forecast().path());
    assertThat(data(answer.output(1))).containsExactly(expected.point());
    assertThat(answer.tensors().hasRemaining()).isFalse();
  }

  @Test
  void an_output_may_differ_from_what_is_said_of_all() {
    IntervalForecast expected = bundle.conformal().forecast(Pattern.of(MARGINS), 0.95);
    String all =
        ONE.replace(
            "{\"inputs",
            "{\"parameters\":{\"binary_data_output\":true},\"outputs\":[{\"name\":\"lower\","
                + "\"parameters\":{\"binary_data\":false}}],\"inputs");
    Http.Answer overridden = http.post(INFER, all);
    assertThat(overridden.header(HEADER_LENGTH)).isEmpty();
    assertThat(data(output(overridden.json(), "lower")))
        .containsExactly(expected.interval().lower());
  }

  @Test
  void infinite_ends_are_strings_in_json_and_infinities_in_binary() throws IOException {
    List<LabeledPattern> examples = new ArrayList<>();
    for (double[] pattern : patterns(30, 4)) {
      LocalDate date = LocalDate.EPOCH.plusDays(examples.size());
      examples.add(LabeledPattern.of("" + date, date, Pattern.of(pattern), 1, 2, 3, 4, 5, 6));
    }
    // Thirty errors support 95 % by their number, but with these weights only the last few count.
    AdaptiveConformal forgetful =
        AdaptiveConformal.builder(bundle.ensemble())
            .weighting(Weighting.decay(0.5))
            .calibrate(examples);
    Path target = folder.resolve("forgetful");
    ForecastBundle.of(bundle.info(), forgetful, "", Map.of()).save(target);
    try (ForecastServer other = ForecastServer.start(ServerOptions.builder(target).build())) {
      Http.Answer answer =
          new Http(other.port())
              .post(
                  INFER,
                  ONE.replace(
                      "{\"inputs",
                      "{\"outputs\":[{\"name\":\"lower\"},{\"name\":\"upper\",\"parameters\":"
                          + "{\"binary_data\":true}}],\"inputs"));
      byte[] body = answer.response().body();
      int length = Integer.parseInt(answer.header(HEADER_LENGTH));
      assertThat(new String(body, 0, length, StandardCharsets.UTF_8))
          .contains("\"data\":[\"-Infinity\"]");
      assertThat(ByteBuffer.wrap(body, length, 8).order(ByteOrder.LITTLE_ENDIAN).getDouble())
          .isEqualTo(Double.POSITIVE_INFINITY);
    }
  }

  @Test
  void an_alpha_that_cannot_be_supported_says_what_can() {
    Http.Answer answer =
        http.post(INFER, ONE.replace("{\"inputs", "{\"parameters\":{\"alpha\":1e-6},\"inputs"));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().get("error").textValue())
        .contains(String.valueOf(4_077 / 4_078.0), "4077 calibration samples");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{                                              | 400 | malformed JSON at line 1",
        "[]                                             | 400 | the body is an array",
        "{}                                             | 400 | input 'pattern' is missing",
        "{\"inputs\":3}                                 | 400 | /inputs is 3; expected an array of"
            + " objects",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[1]}]} | 400 |"
            + " input is 'x'; expected pattern, or a covariate of [expected_margin,"
            + " expected_total]",
        "{\"inputs\":[{\"shape\":[1],\"datatype\":\"FP64\",\"data\":[1]}]} | 400 | /inputs/0/name"
            + " is missing",
        "{\"inputs\":[{\"name\":\"pattern\",\"datatype\":\"FP64\",\"data\":[1]}]} | 400 |"
            + " /inputs/0/shape is missing",
        "{\"inputs\":[$[1,18],\"datatype\":\"FP64\"}]}  | 400 | input 'pattern' has no data",
        "{\"inputs\":[$[1,18],\"datatype\":\"BYTES\",\"data\":[1]}]} | 400 | datatype is 'BYTES';"
            + " expected one of FP64, FP32, INT64",
        "{\"inputs\":[$[1,17],\"datatype\":\"FP64\",\"data\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]}]}"
            + " | 400 | is [1, 17]; expected [n, 18] or [18]",
        "{\"inputs\":[$[1,1,18],\"datatype\":\"FP64\",\"data\":#}]} | 400 | is [1, 1, 18]; expected"
            + " [n, 18] or [18]",
        "{\"inputs\":[$[0,18],\"datatype\":\"FP64\",\"data\":[]}]} | 400 | is [0, 18]; expected"
            + " dimensions of at least 1",
        "{\"inputs\":[$[-1,18],\"datatype\":\"FP64\",\"data\":#}]} | 400 | is [-1, 18]; expected"
            + " dimensions of at least 1",
        "{\"inputs\":[$[9000000000000000000,18],\"datatype\":\"FP64\",\"data\":#}]} | 400 | fewer"
            + " elements than 2^31",
        "{\"inputs\":[$[1.5,18],\"datatype\":\"FP64\",\"data\":#}]} | 400 | /inputs/0/shape/0 is"
            + " 1.5; expected a whole number",
        "{\"inputs\":[$[2,18],\"datatype\":\"FP64\",\"data\":#}]} | 400 | /inputs/0/data has length"
            + " 18; expected an array of length 36",
        "{\"inputs\":[$[2,18],\"datatype\":\"FP64\",\"data\":[#,[1]]}]} | 400 | /inputs/0/data/1"
            + " has length 1; expected an array of length 18",
        "{\"inputs\":[$[18],\"datatype\":\"FP64\",\"data\":[1,2,3,4,\"x\",6,7,8,9,10,11,12,13,14,15,16,17,18]}]}"
            + " | 400 | /inputs/0/data/4 is a string; expected a number of datatype FP64",
        "{\"inputs\":[$[18],\"datatype\":\"FP64\",\"data\":[1,2,3,4,null,6,7,8,9,10,11,12,13,14,15,16,17,18]}]}"
            + " | 400 | /inputs/0/data/4 is null",
        "{\"inputs\":[$[18],\"datatype\":\"INT64\",\"data\":[1.5,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18]}]}"
            + " | 400 | /inputs/0/data/0 is 1.5; expected a number of datatype INT64",
        "{\"inputs\":[$[18],\"datatype\":\"FP64\",\"data\":[1e999,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18]}]}"
            + " | 400 | /inputs/0/data/0 is Infinity; expected a finite number",
        "{\"inputs\":[$[18],\"datatype\":\"FP32\",\"data\":[1,1e39,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18]}]}"
            + " | 400 | pattern[1] is Infinity; expected a finite number",
        "{\"inputs\":[$[18],\"datatype\":\"FP64\",\"data\":#},$[18],\"datatype\":\"FP64\",\"data\":#}]}"
            + " | 400 | input 'pattern' is given twice",
        "{\"inputs\":[$[18],\"datatype\":\"FP64\",\"data\":#},{\"name\":\"rating_difference\",\"shape\":[2],\"datatype\":\"FP64\",\"data\":[1,2]}]}"
            + " | 400 | is [2]; expected [1] or [1, 1]",
        "{\"inputs\":[$[18],\"datatype\":\"FP64\",\"data\":#,\"parameters\":{\"binary_data_size\":144}}]}"
            + " | 400 | input 'pattern' has its data twice",
        "{\"inputs\":[$[18],\"datatype\":\"FP64\",\"parameters\":{\"binary_data_size\":144}}]} |"
            + " 400 | takes 144 bytes, but 0 are left behind the JSON",
        "{\"inputs\":[$[18],\"datatype\":\"FP64\",\"parameters\":{\"binary_data_size\":143}}]} |"
            + " 400 | binary_data_size of input 'pattern' is 143; expected 144",
        "{\"inputs\":[$[18],\"datatype\":\"FP64\",\"data\":#}],\"outputs\":[{\"name\":\"x\"}]} |"
            + " 400 | output is 'x'; expected one of [forecast, lower, upper, path]",
        "{\"inputs\":[$[18],\"datatype\":\"FP64\",\"data\":#}],\"outputs\":[{\"name\":\"path\"},{\"name\":\"path\"}]}"
            + " | 400 | output 'path' is asked for twice",
        "{\"inputs\":[$[18],\"datatype\":\"FP64\",\"data\":#}],\"outputs\":[{\"name\":\"path\",\"parameters\":{\"classification\":2}}]}"
            + " | 400 | output 'path' has the parameter classification",
        "{\"inputs\":[$[18],\"datatype\":\"FP64\",\"data\":#}],\"parameters\":{\"alpha\":1.5}} |"
            + " 400 | alpha is 1.5; expected a number strictly between 0 and 1",
        "{\"inputs\":[$[18],\"datatype\":\"FP64\",\"data\":#}],\"parameters\":{\"alpha\":\"x\"}} |"
            + " 400 | /parameters/alpha is the string 'x'; expected a number",
        "{\"id\":7,\"inputs\":[$[18],\"datatype\":\"FP64\",\"data\":#}]} | 400 | /id is 7; expected"
            + " a string",
      })
  void what_is_wrong_is_said_in_the_shape_of_the_protocol(String body, int status, String error) {
    String request =
        body.replace("$", "{\"name\":\"pattern\",\"shape\":").replace("#", Http.PATTERN);
    Http.Answer answer = http.post(INFER, request);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertError(answer, error);
  }

  private static void assertError(Http.Answer answer, String error) {
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("X-Request-Id")).isNotEmpty();
    assertThat(answer.json()).hasSize(1);
    assertThat(answer.json().get("error").textValue()).contains(error);
  }

  @Test
  void binary_bodies_that_do_not_add_up_are_refused() {
    String json =
        ONE.replace("\"data\":" + Http.PATTERN, "\"parameters\":{\"binary_data_size\":144}");
    byte[] whole = body(json, littleEndian(MARGINS), new byte[3]);
    String length = String.valueOf(json.length());
    assertError(post(INFER, whole, HEADER_LENGTH, length), "3 bytes are left behind the last");
    assertError(
        post(INFER, Arrays.copyOf(whole, whole.length - 4), HEADER_LENGTH, length),
        "takes 144 bytes, but 143 are left");
    for (String wrong : List.of("x", "-1", String.valueOf(whole.length + 1), "99999999999")) {
      Http.Answer answer = post(INFER, whole, HEADER_LENGTH, wrong);
      assertThat(answer.status()).isEqualTo(400);
      assertError(answer, HEADER_LENGTH + " is '" + wrong + "'; expected 0 to " + whole.length);
    }
    byte[] nan = littleEndian(MARGINS);
    Arrays.fill(nan, 16, 24, (byte) 0xff);
    assertError(
        post(INFER, body(json, nan), HEADER_LENGTH, length),
        "pattern[2] is NaN; expected a finite");
  }

  @Test
  void a_batch_that_is_too_large_is_refused() {
    String batch =
        "{\"inputs\":[{\"name\":\"pattern\",\"shape\":[1001,18],\"datatype\":\"INT64\",\"data\":["
            + "0,".repeat(1_001 * 18 - 1)
            + "0]}]}";
    Http.Answer answer = http.post(INFER, batch);
    assertThat(answer.status()).isEqualTo(413);
    assertError(answer, "holds 1001 patterns; expected at most 1000");
  }

  @Test
  void errors_of_every_kind_have_the_shape_of_the_protocol() {
    assertError(http.get("/v2/models/nix"), "model is 'nix'; expected one of [nba-halftime]");
    assertThat(http.get("/v2/models/nix").status()).isEqualTo(404);
    Http.Answer version = http.post(MODEL + "/versions/3/infer", ONE);
    assertThat(version.status()).isEqualTo(404);
    assertError(version, "the version of model 'nba-halftime' is '3'; expected '2'");
    Http.Answer nothing = http.get("/v2/nix");
    assertThat(nothing.status()).isEqualTo(404);
    assertError(nothing, "there is nothing here");
    Http.Answer method = http.get(INFER);
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("Allow")).isEqualTo("POST");
    assertError(method, "expected POST");
    Http.Answer packed = http.post(INFER, ONE, "Content-Encoding", "br");
    assertThat(packed.status()).isEqualTo(415);
    assertError(packed, "Content-Encoding is 'br'; expected gzip");
  }

  @Test
  void errors_that_no_route_gives_have_the_shape_of_the_protocol_too() throws IOException {
    Limits limits = Limits.builder().bodyBytes(2_048).headerBytes(2_048).build();
    try (ForecastServer small =
        ForecastServer.start(ServerOptions.builder(Http.BUNDLE).limits(limits).build())) {
      Http other = new Http(small.port());
      Http.Answer large = other.post(INFER, " ".repeat(3_000));
      assertThat(large.status()).isEqualTo(413);
      assertThat(large.json().get("error").textValue()).contains("at most 2048 bytes");
      HttpRequest.BodyPublisher chunked =
          HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[5_000]));
      Http.Answer streamed = other.send(other.request(INFER).POST(chunked));
      assertThat(streamed.status()).isEqualTo(413);
      assertThat(streamed.json().get("error").textValue()).contains("at most 2048 bytes");
      Http.Answer header = other.get("/v2", "X-Long", "x".repeat(3_000));
      assertThat(header.status()).isEqualTo(431);
      assertThat(header.json().get("error").textValue()).contains("at most 2048 bytes");
    }
  }

  /** A request for as many forecasts as a batch may hold. */
  private static String thousand() {
    String row = Http.PATTERN.substring(1, Http.PATTERN.length() - 1);
    String rows = "[" + String.join(",", Collections.nCopies(1_000, row)) + "]";
    return ONE.replace("[1,18]", "[1000,18]").replace(Http.PATTERN, rows);
  }

  @Test
  void clients_that_cannot_send_parameters_give_alpha_in_the_query() {
    String upper = "\"outputs\":[{\"name\":\"upper\"}],";
    String asked = ONE.replace("{\"inputs\"", "{" + upper + "\"inputs\"");
    String inBody = asked.replace("{" + upper, "{\"parameters\":{\"alpha\":0.2}," + upper);
    double expected = data(output(http.post(INFER, inBody).json(), "upper"))[0];
    assertThat(data(output(http.post(INFER + "?alpha=0.2", asked).json(), "upper")))
        .containsExactly(expected);
    assertThat(data(output(http.post(INFER + "?alpha=0.4", inBody).json(), "upper")))
        .containsExactly(expected);
    assertError(http.post(INFER + "?alpha=few", ONE), "alpha is 'few'; expected a number strictly");
    assertError(http.post(INFER + "?alpha=0x1p-3", ONE), "alpha is '0x1p-3'; expected a number");
    assertError(http.post(INFER + "?alpha=0.1&alpha=0.2", ONE), "alpha is given 2 times");
    assertError(http.post(INFER + "?alpha=1", ONE), "alpha is 1.0; expected a number strictly");
  }

  @Test
  void answers_with_binary_tensors_are_not_packed() {
    String json = thousand();
    Http.Answer packed = http.post(INFER, json, "Accept-Encoding", "gzip");
    assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
    String binary =
        json.replace("{\"inputs\"", "{\"parameters\":{\"binary_data_output\":true},\"inputs\"");
    Http.Answer plain = http.post(INFER, binary, "Accept-Encoding", "gzip");
    assertThat(plain.header(HEADER_LENGTH)).isNotEmpty();
    assertThat(plain.header("Content-Encoding")).isEmpty();
  }

  @Test
  void a_batch_that_takes_longer_than_a_request_may_is_refused() throws IOException {
    Limits limits = Limits.builder().requestTime(Duration.ofMillis(1)).build();
    try (ForecastServer hasty =
        ForecastServer.start(ServerOptions.builder(Http.BUNDLE).limits(limits).build())) {
      Http.Answer answer = new Http(hasty.port()).post(INFER, thousand());
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).matches("[1-3]");
      assertError(answer, "the request took longer than 1 ms");
    }
  }

  @Test
  void a_forecast_is_the_same_as_that_of_predict() {
    double predicted =
        http.post("/predict", "{\"pattern\":" + Http.PATTERN + "}")
            .json()
            .get("interval_upper")
            .doubleValue();
    assertThat(data(output(http.post(INFER, ONE).json(), "upper"))).containsExactly(predicted);
  }
}
