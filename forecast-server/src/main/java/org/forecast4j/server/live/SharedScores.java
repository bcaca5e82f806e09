package org.forecast4j.server.live;

import java.time.LocalDate;
import java.util.Optional;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.wire.PredictResponse;
import org.forecast4j.wire.ScoresRequest;

/**
 * What replicas share of a request: its scores that were new to the game, and the forecast, if it
 * was made of them. A game is all of these in their order.
 *
 * @param begun tells the game from others of its id
 * @param day the day of its first score
 * @param request the new scores
 * @param forecast as it was told
 */
record SharedScores(
    long begun, LocalDate day, ScoresRequest request, Optional<PredictResponse> forecast) {
  private static final String KIND = "live-scores";
  private static final int VERSION = 1;

  byte[] toBytes() {
    return new BinaryWriter(KIND, VERSION)
        .putLong(begun)
        .putLong(day.toEpochDay())
        .putBytes(ScoresRequest.CODEC.write(request))
        .putBytes(forecast.map(PredictResponse.CODEC::write).orElse(new byte[0]))
        .toBytes();
  }

  /**
   * Restores it.
   *
   * @throws IllegalArgumentException if the bytes are damaged, or of a version that is not known
   */
  static SharedScores fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, VERSION, bytes);
    long begun = in.getLong();
    long day = in.getLong();
    if (day < LocalDate.MIN.toEpochDay() || day > LocalDate.MAX.toEpochDay()) {
      throw new IllegalArgumentException("the day of a game is " + day + ", which is no day");
    }
    ScoresRequest request = ScoresRequest.CODEC.read(in.getBytes());
    byte[] forecast = in.getBytes();
    in.end();
    return new SharedScores(
        begun,
        LocalDate.ofEpochDay(day),
        request,
        forecast.length == 0
            ? Optional.empty()
            : Optional.of(PredictResponse.CODEC.read(forecast)));
  }
}
