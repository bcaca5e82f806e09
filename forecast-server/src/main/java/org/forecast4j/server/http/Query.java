package org.forecast4j.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The query of an address. Whoever parses it leaves out what it cannot decode, without a word. */
final class Query {
  private static final int ESCAPE_DIGITS = 2;

  private Query() {}

  /** What is wrong with how a query is encoded; empty if nothing is. */
  static Optional<String> whatIsWrong(@Nullable String query) {
    if (query == null || query.indexOf('%') < 0) {
      return Optional.empty();
    }
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(query.length());
    int i = 0;
    while (i < query.length()) {
      char c = query.charAt(i);
      if (c != '%') {
        decoded.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
        i++;
        continue;
      }
      int end = Math.min(i + 1 + ESCAPE_DIGITS, query.length());
      if (end - i <= ESCAPE_DIGITS
          || !HexFormat.isHexDigit(query.charAt(i + 1))
          || !HexFormat.isHexDigit(query.charAt(i + ESCAPE_DIGITS))) {
        return Optional.of(
            "the query has '"
                + query.substring(i, end)
                + "'; expected % and two hexadecimal digits, or %25 for the sign itself");
      }
      decoded.write(HexFormat.fromHexDigits(query, i + 1, end));
      i = end;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(decoded.toByteArray()));
      return Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.of("the query is not UTF-8 when it is decoded; expected text in UTF-8");
    }
  }
}
