package org.forecast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.forecast4j.testkit.ForecasterContract;
import org.junit.jupiter.api.Test;

class PersistenceTest extends ForecasterContract {
  @Override
  protected Forecaster forecaster(List<LabeledPattern> training) {
    return new Persistence(SHAPE);
  }

  @Test
  void the_last_value_stays() {
    Persistence persistence = new Persistence(new Shape(3, 2));
    assertThat(persistence.forecast(Pattern.of(4, 9, 7)).path()).containsExactly(7, 7);
  }
}
