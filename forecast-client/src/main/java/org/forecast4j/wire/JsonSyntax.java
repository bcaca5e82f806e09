package org.forecast4j.wire;

import java.util.HashSet;
import java.util.Set;
import org.forecast4j.internal.Text;

/**
 * Looks for the first place at which text is no JSON within the limits of {@link WireCodec}, once
 * it is known that it is none, and says in plain words what was expected there.
 */
final class JsonSyntax {
  private static final String VALUE =
      "a value: a number, text in double quotes, true, false, null, [ or {";

  private static final int MAX_NAME_LENGTH = 50_000;
  private static final int HEX_DIGITS = 4;

  private final String text;
  private int position;

  private JsonSyntax(String text) {
    this.text = text;
  }

  private static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong(String message) {
      super(message);
    }
  }

  /** Where the text is wrong, what stands there and what was expected. */
  static String describe(String text) {
    JsonSyntax syntax = new JsonSyntax(text);
    try {
      syntax.value(1);
      syntax.skipBlanks();
      if (!syntax.isAtEnd()) {
        throw syntax.wrong("nothing behind the value");
      }
      return ": it cannot be read";
    } catch (Wrong e) {
      return String.valueOf(e.getMessage());
    }
  }

  private Wrong wrong(String expected) {
    String found = "the end";
    if (!isAtEnd()) {
      int end = position + 1;
      if (isOfWord(text.charAt(position))) {
        while (end < text.length() && isOfWord(text.charAt(end))) {
          end++;
        }
      } else if (Character.isHighSurrogate(text.charAt(position)) && end < text.length()) {
        end++;
      }
      found = "'" + Text.excerpt(text.substring(position, end)) + "'";
    }
    String before = text.substring(0, position);
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int column = position - before.lastIndexOf('\n');
    return new Wrong(
        " at line " + line + ", column " + column + ": " + found + "; expected " + expected);
  }

  private static boolean isOfWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private boolean isAtEnd() {
    return position == text.length();
  }

  private char peek() {
    return isAtEnd() ? '\0' : text.charAt(position);
  }

  private boolean take(char expected) {
    if (!isAtEnd() && peek() == expected) {
      position++;
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (!isAtEnd() && " \t\r\n".indexOf(peek()) >= 0) {
      position++;
    }
  }

  private void value(int depth) throws Wrong {
    skipBlanks();
    char first = peek();
    if (first == '{' || first == '[') {
      if (depth > WireCodec.MAX_DEPTH) {
        throw wrong("at most " + WireCodec.MAX_DEPTH + " objects and arrays in one another");
      }
      position++;
      if (first == '{') {
        members(depth);
      } else {
        elements(depth);
      }
    } else if (first == '"') {
      string();
    } else if (first == '-' || isDigit()) {
      number();
    } else if (!word("true") && !word("false") && !word("null")) {
      throw wrong(VALUE);
    }
  }

  private boolean word(String word) {
    int end = position + word.length();
    boolean isThere =
        text.startsWith(word, position) && (end == text.length() || !isOfWord(text.charAt(end)));
    if (isThere) {
      position = end;
    }
    return isThere;
  }

  private void members(int depth) throws Wrong {
    Set<String> names = new HashSet<>();
    skipBlanks();
    if (take('}')) {
      return;
    }
    do {
      skipBlanks();
      int start = position;
      if (peek() != '"') {
        throw wrong("a name in double quotes" + (names.isEmpty() ? " or }" : ""));
      }
      string();
      String name = text.substring(start + 1, position - 1);
      if (name.length() > MAX_NAME_LENGTH || !names.add(name)) {
        position = start + 1;
        throw wrong(
            name.length() > MAX_NAME_LENGTH
                ? "a name of at most " + MAX_NAME_LENGTH + " characters"
                : "a name that the object does not have yet");
      }
      skipBlanks();
      if (!take(':')) {
        throw wrong("a colon after a name");
      }
      value(depth + 1);
      skipBlanks();
    } while (take(','));
    if (!take('}')) {
      throw wrong(", or }");
    }
  }

  private void elements(int depth) throws Wrong {
    skipBlanks();
    if (take(']')) {
      return;
    }
    do {
      value(depth + 1);
      skipBlanks();
    } while (take(','));
    if (!take(']')) {
      throw wrong(", or ]");
    }
  }

  private void string() throws Wrong {
    position++;
    while (!take('"')) {
      if (isAtEnd()) {
        throw wrong("a double quote that ends the text");
      }
      if (peek() < ' ') {
        throw wrong("an escape such as \\n in place of a control character");
      }
      if (take('\\')) {
        escape();
      } else {
        position++;
      }
    }
  }

  private void escape() throws Wrong {
    if (take('u')) {
      for (int i = 0; i < HEX_DIGITS; i++) {
        if (Character.digit(peek(), 16) < 0) {
          throw wrong("four hexadecimal digits after \\u");
        }
        position++;
      }
    } else if ("\"\\/bfnrt".indexOf(peek()) >= 0 && !isAtEnd()) {
      position++;
    } else {
      throw wrong("one of \" \\ / b f n r t u after \\");
    }
  }

  private void number() throws Wrong {
    int start = position;
    take('-');
    boolean isZero = take('0');
    if (isZero && isDigit()) {
      throw wrong("a number without zeros before it");
    }
    if (!isZero) {
      digits();
    }
    if (take('.')) {
      digits();
    }
    if (take('e') || take('E')) {
      if (!take('+')) {
        take('-');
      }
      digits();
    }
    if (position - start > WireCodec.MAX_DIGITS) {
      position = start;
      throw wrong("a number of at most " + WireCodec.MAX_DIGITS + " characters");
    }
  }

  private void digits() throws Wrong {
    if (!isDigit()) {
      throw wrong("a digit");
    }
    while (isDigit()) {
      position++;
    }
  }

  private boolean isDigit() {
    return peek() >= '0' && peek() <= '9';
  }
}
