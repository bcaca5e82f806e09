package org.forecast4j.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
  private record Ending(int exitCode, String err) {}

  private static Ending print(OutputStream to, int exitCode) {
    StandardOutput out = new StandardOutput(to);
    out.writer().println("±1");
    StringWriter err = new StringWriter();
    return new Ending(out.close(exitCode, new PrintWriter(err, true)), err.toString());
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        throw new IOException(message);
      }
    };
  }

  @Test
  void what_is_written_is_utf_8_and_the_exit_code_that_of_the_work() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(print(bytes, 0)).isEqualTo(new Ending(0, ""));
    assertThat(bytes.toString(UTF_8)).isEqualTo("±1" + System.lineSeparator());
    assertThat(print(bytes, 2)).isEqualTo(new Ending(2, ""));
  }

  @Test
  void a_reader_that_has_gone_is_no_failure() {
    assertThat(print(failing("Broken pipe"), 0)).isEqualTo(new Ending(0, ""));
  }

  @Test
  void nothing_more_is_written_to_a_reader_that_has_gone() {
    AtomicInteger tries = new AtomicInteger();
    StandardOutput out =
        new StandardOutput(
            new OutputStream() {
              @Override
              public void write(int one) throws IOException {
                tries.incrementAndGet();
                throw new IOException("Broken pipe");
              }
            });
    for (int line = 0; line < 100; line++) {
      out.writer().println(line);
    }
    assertThat(tries).hasValue(1);
    assertThat(out.writer().checkError()).isTrue();
  }

  @Test
  void a_failure_at_the_end_is_found_too() {
    OutputStream late =
        new ByteArrayOutputStream() {
          @Override
          public void close() throws IOException {
            throw new IOException("Broken pipe, said on closing");
          }
        };
    assertThat(print(late, 0).exitCode()).isZero();
  }
}
