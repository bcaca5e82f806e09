package org.forecast4j.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.forecast4j.client.ForecastClient;
import org.forecast4j.testkit.internal.PublicApi;
import org.junit.jupiter.api.Test;

/** Which Jackson it works with, and that users of the client do not see it. */
class JacksonTest {
  @Test
  void it_runs_with_the_version_that_the_build_says() {
    String said = System.getProperty("jackson.version");
    assertThat(said).as("set by the build for each of its runs").isNotNull();
    assertThat(new ObjectMapper().version()).hasToString(said);
    assertThat(new JsonFactory().version()).hasToString(said);
  }

  @Test
  void it_is_in_no_public_signature() {
    List<Class<?>> types = new ArrayList<>(PublicApi.typesBeside(ForecastClient.class));
    types.addAll(PublicApi.typesBeside(PredictRequest.class));
    assertThat(types).contains(ForecastClient.Builder.class, WireCodec.class, JsonFields.class);
    for (Class<?> type : types) {
      assertThat(PublicApi.signatures(type))
          .isNotEmpty()
          .noneMatch(signature -> signature.contains("jackson"));
    }
  }
}
