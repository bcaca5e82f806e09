package org.forecast4j.server.learning;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.forecast4j.ConformalWrapper;

/** What follows from outcomes in their order, one after the other. Not thread-safe. */
final class Fold {
  private final RollingReport rolling;
  private Learning.State state;

  private Fold(Learning.State state, RollingReport rolling) {
    this.state = state;
    this.rolling = rolling;
  }

  /**
   * Begins without an outcome.
   *
   * @param origin what tells the trained wrapper from every other
   */
  static Fold begin(ConformalWrapper trained, String origin) {
    return new Fold(new Learning.State(0, trained, origin), new RollingReport());
  }

  Fold copy() {
    return new Fold(state, rolling.copy());
  }

  Learning.State state() {
    return state;
  }

  RollingReport rolling() {
    return rolling;
  }

  /**
   * What one more outcome leads to.
   *
   * @param seen how it lies in the intervals before it
   * @param state the state after it
   */
  record Step(RollingReport.Seen seen, Learning.State state) {}

  /** What one more outcome leads to; the fold stays as it is. */
  Step after(OutcomeRecord outcome) {
    RollingReport.Seen seen = RollingReport.measure(state.wrapper(), outcome);
    return new Step(
        seen,
        new Learning.State(
            state.version() + 1,
            state.wrapper().observe(outcome.forecast(), outcome.actual()),
            identity(state.identity(), outcome.toBytes())));
  }

  void advance(Step step) {
    rolling.add(step.seen());
    state = step.state();
  }

  void learn(OutcomeRecord outcome) {
    advance(after(outcome));
  }

  /** SHA-1, since Redis can compute it, too. */
  private static String identity(String before, byte[] outcome) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(before.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(sha1.digest(outcome));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
