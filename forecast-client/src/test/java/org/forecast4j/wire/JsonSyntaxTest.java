package org.forecast4j.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSyntaxTest {
  private static final String GOOD =
      "{\"a\": [1, -2.5e+3, 0, \"x\\u00e4\\n\"],\n \"b\": {\"c\": true, \"d\": null}, \"e\": []}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,}         | line 1, column 8: '}'; expected a name in double quotes",
        "{a:1}              | line 1, column 2: 'a'; expected a name in double quotes or }",
        "{'a':1}            | line 1, column 2: '''; expected a name in double quotes or }",
        "{\"a\" 1}          | line 1, column 6: '1'; expected a colon after a name",
        "{\"a\":[1,]}       | line 1, column 9: ']'; expected a value",
        "{\"a\":[1 2]}      | line 1, column 9: '2'; expected , or ]",
        "{\"a\":1           | line 1, column 7: the end; expected , or }",
        "{\"a\":\"x         | line 1, column 8: the end; expected a double quote",
        "{\"a\":01}         | line 1, column 7: '1'; expected a number without zeros",
        "{\"a\":1.}         | line 1, column 8: '}'; expected a digit",
        "{\"a\":.5}         | line 1, column 6: '.'; expected a value",
        "{\"a\":+1}         | line 1, column 6: '+'; expected a value",
        "{\"a\":-Infinity}  | line 1, column 7: 'Infinity'; expected a digit",
        "{\"a\":True}       | line 1, column 6: 'True'; expected a value",
        "{\"a\":\"\\x\"}    | line 1, column 8: 'x'; expected one of",
        "{\"a\":\"\\u12g\"} | line 1, column 11: 'g'; expected four hexadecimal digits",
        "{\"a\":1} {}       | line 1, column 9: '{'; expected nothing behind the value",
        "{\"a\":1,\"a\":2}  | line 1, column 9: 'a'; expected a name that the object does not have",
        "`{\n \"a\": 1 //x`  | line 2, column 9: '/'; expected , or }",
      })
  void what_is_wrong_is_said_with_its_place_and_what_was_expected(String json, String message) {
    assertThat(catchThrowable(() -> WireCodec.OBJECT.read(json.getBytes(UTF_8))))
        .isInstanceOf(WireException.class)
        .hasMessageStartingWith("malformed JSON at " + message);
  }

  @Test
  void limits_are_said_too() {
    assertThat(JsonSyntax.describe("[".repeat(33)))
        .isEqualTo(
            " at line 1, column 33: '['; expected at most 32 objects and arrays in one another");
    assertThat(JsonSyntax.describe("[" + "1".repeat(101) + "]"))
        .endsWith("; expected a number of at most 100 characters");
    assertThat(JsonSyntax.describe("{\"" + "n".repeat(50_001) + "\":1}"))
        .endsWith("; expected a name of at most 50000 characters");
    assertThat(JsonSyntax.describe("{\"a\":\"\t\"}"))
        .isEqualTo(
            " at line 1, column 7: '\\u0009'; expected an escape such as \\n in place of a control"
                + " character");
  }

  /** Whatever the parser refuses has a place at which it is wrong. */
  @Test
  void every_damaged_message_is_explained() {
    assertThat(WireCodec.OBJECT.read(GOOD.getBytes(UTF_8))).hasSize(3);
    Random random = new Random(1);
    String letters = "{}[]\",:0123e.-+tfn \\u\n\t'x/";
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder damaged = new StringBuilder(GOOD);
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        int at = random.nextInt(damaged.length());
        char letter = letters.charAt(random.nextInt(letters.length()));
        switch (random.nextInt(3)) {
          case 0 -> damaged.setCharAt(at, letter);
          case 1 -> damaged.insert(at, letter);
          default -> damaged.setLength(Math.max(1, at));
        }
      }
      Throwable failure =
          catchThrowable(() -> WireCodec.OBJECT.read(damaged.toString().getBytes(UTF_8)));
      if (failure != null && String.valueOf(failure.getMessage()).startsWith("malformed JSON")) {
        refused++;
        assertThat(failure.getMessage())
            .as(damaged.toString())
            .matches("(?s)malformed JSON at line \\d+, column \\d+: .+; expected .+")
            .doesNotContain("REDACTED", "Source", "token");
      }
    }
    assertThat(refused).isGreaterThan(10_000);
  }
}
