package org.forecast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.forecast4j.testkit.internal.PublicApi;
import org.junit.jupiter.api.Test;

class PublicApiTest {
  @Test
  void nothing_of_nd4j_or_dl4j_is_in_a_public_signature() {
    List<Class<?>> types = PublicApi.typesBeside(Backend.class);
    assertThat(types).contains(LstmTrainer.Builder.class, Dl4jLstmForecaster.class, Backend.class);
    for (Class<?> type : types) {
      assertThat(PublicApi.signatures(type))
          .isNotEmpty()
          .noneMatch(signature -> signature.contains("nd4j.") || signature.contains("learning4j."));
    }
  }
}
