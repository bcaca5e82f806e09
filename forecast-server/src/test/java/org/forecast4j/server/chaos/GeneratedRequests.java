package org.forecast4j.server.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.forecast4j.server.ApiDocument;
import org.forecast4j.server.Http;
import org.forecast4j.server.ServerProcess;
import org.forecast4j.server.chaos.RequestGenerator.Request;

/**
 * Requests that are nearly those of openapi.yaml. None is answered with 500 or with a status that
 * is not documented, and every answer fits its schema.
 */
final class GeneratedRequests implements ChaosScenario {
  private static final int REQUESTS = 20_000;
  private static final int QUICKLY = 600;
  private static final int OK = 200;
  private static final int FEW = 10;
  private static final int FIRST_ERROR = 400;

  @Override
  public String name() {
    return "generated-requests";
  }

  @Override
  public Result run(boolean quick) throws Exception {
    try (ServerProcess server = Starter.of(quick).serve()) {
      return run(server.port(), quick ? QUICKLY : REQUESTS);
    }
  }

  private static Result run(int port, int requests) {
    Http http = new Http(port);
    ApiDocument api = new ApiDocument(http.get("/openapi.json").json());
    RequestGenerator generator = new RequestGenerator(api, 1);
    Map<Integer, Integer> statuses = new TreeMap<>();
    Tally tally = new Tally();
    for (int i = 0; i < requests; i++) {
      Request request = generator.next();
      Optional<Http.Answer> answer = send(http, request);
      int status = answer.map(Http.Answer::status).orElse(0);
      statuses.merge(status, 1, Integer::sum);
      tally.called();
      if (status >= FIRST_ERROR) {
        tally.error();
      }
      answer
          .map(given -> problem(api, request, given).map(what -> what + ": " + given.text()))
          .orElse(Optional.of("no answer"))
          .ifPresent(problem -> tally.broken(request + " → " + problem));
    }
    int good = statuses.getOrDefault(OK, 0);
    return tally
        .brokenUnless(
            good >= requests / FEW && good <= requests - requests / FEW,
            "the requests are too good or too bad: " + statuses)
        .result("requests generated from openapi.yaml, answered " + statuses);
  }

  private static Optional<Http.Answer> send(Http http, Request request) {
    HttpRequest.Builder call =
        http.request(request.url(), request.headers().toArray(new String[0]));
    byte[] body = request.body();
    try {
      return Optional.of(
          http.send(
              call.method(
                  request.operation().method(),
                  body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))));
    } catch (AssertionError e) {
      return Optional.empty();
    }
  }

  private static Optional<String> problem(ApiDocument api, Request request, Http.Answer answer) {
    if (answer.status() == 500) {
      return Optional.of("status 500");
    }
    JsonNode responses = request.operation().node().get("responses");
    String status = String.valueOf(answer.status());
    if (!responses.has(status)) {
      return Optional.of("status " + status + " is not documented");
    }
    String type = answer.header("Content-Type").replaceAll(";.*", "");
    JsonNode content = api.resolve(responses.get(status)).path("content");
    if (content.isEmpty() && answer.text().isEmpty()) {
      return Optional.empty();
    }
    if (!content.has(type)) {
      return Optional.of("status " + status + " in '" + type + "' is not documented");
    }
    if (!type.endsWith("json")) {
      return Optional.empty();
    }
    List<String> errors = api.errors(content.get(type), answer.json());
    return errors.isEmpty()
        ? Optional.empty()
        : Optional.of("it does not fit its schema " + errors);
  }
}
