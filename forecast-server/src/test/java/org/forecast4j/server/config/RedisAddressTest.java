package org.forecast4j.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
  @Test
  void what_a_url_leaves_out_has_a_default() {
    assertThat(RedisAddress.parse("redis://cache"))
        .isEqualTo(new RedisAddress("cache", 6379, false, Optional.empty(), Optional.empty(), 0));
  }

  @Test
  void a_url_says_all_there_is_to_know() {
    assertThat(RedisAddress.parse("rediss://me:a%40b%2F:c@cache.example:7000/3"))
        .isEqualTo(
            new RedisAddress(
                "cache.example", 7000, true, Optional.of("me"), Optional.of("a@b/:c"), 3));
    assertThat(RedisAddress.parse("redis://:word@[::1]/").password()).contains("word");
    assertThat(RedisAddress.parse("redis://:word@[::1]/").user()).isEmpty();
  }

  @Test
  void its_text_does_not_tell_the_password() {
    assertThat(RedisAddress.parse("rediss://me:secret@cache:7000/3"))
        .hasToString("rediss://me:***@cache:7000/3");
    assertThat(RedisAddress.parse("redis://:secret@cache"))
        .hasToString("redis://:***@cache:6379/0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cache:6379",
        "http://:secret@cache",
        "redis:/:secret@cache",
        "redis://:secret@",
        "redis://:sec ret@cache",
        "redis://:sec/secret@cache",
        "redis://secret@cache",
        "redis://:secret@cache:port",
        "redis://:secret@cache/first",
        "redis://:secret@cache/123456",
        "redis://cache?password=secret",
        ":secret@cache"
      })
  void a_malformed_url_is_named_without_its_password(String url) {
    assertThatThrownBy(() -> RedisAddress.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected redis://")
        .hasNoCause()
        .message()
        .doesNotContain("secret");
  }
}
