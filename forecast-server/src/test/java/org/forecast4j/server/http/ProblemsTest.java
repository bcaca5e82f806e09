package org.forecast4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.wire.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {
  @ParameterizedTest
  @CsvSource({
    "INVALID, 400, Bad Request",
    "NOT_FOUND, 404, Not Found",
    "CONFLICT, 409, Conflict",
    "UNSUPPORTED, 422, Unprocessable Content",
    "UNAVAILABLE, 503, Service Unavailable"
  })
  void a_refusal_becomes_the_problem_of_its_reason(
      RefusedException.Reason reason, int status, String title) {
    RefusedException refused =
        RefusedException.of(reason, "there are 3; expected at most 2", Map.of("limit", 2L));
    Problem problem = Problems.of(refused, "r-1");
    assertThat(problem.status()).isEqualTo(status);
    assertThat(problem.title()).isEqualTo(title);
    assertThat(problem.detail()).isEqualTo("there are 3; expected at most 2");
    assertThat(problem.requestId()).contains("r-1");
    assertThat(problem.extra()).isEqualTo(Map.of("limit", 2L));
  }
}
