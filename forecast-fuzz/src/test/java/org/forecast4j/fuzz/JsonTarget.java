package org.forecast4j.fuzz;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.forecast4j.wire.BatchRequest;
import org.forecast4j.wire.BatchResponse;
import org.forecast4j.wire.CalibrationReport;
import org.forecast4j.wire.DistributionResponse;
import org.forecast4j.wire.FinalScore;
import org.forecast4j.wire.GameEvent;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.Games;
import org.forecast4j.wire.Health;
import org.forecast4j.wire.LearnedResult;
import org.forecast4j.wire.ModelSummary;
import org.forecast4j.wire.Models;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.Observed;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.forecast4j.wire.Problem;
import org.forecast4j.wire.ScoreTick;
import org.forecast4j.wire.ScoresRequest;
import org.forecast4j.wire.WireCodec;
import org.forecast4j.wire.WireException;

/**
 * Every message of the wire. The first byte, from {@code A} on, chooses the message; its good
 * inputs are in the corpus. What was read must be the same when written and read again.
 */
final class JsonTarget {
  private static final int BYTES_PER_BYTE = 4_000;

  private static final List<WireCodec<?>> CODECS =
      List.of(
          PredictRequest.CODEC,
          PredictResponse.CODEC,
          BatchRequest.CODEC,
          BatchResponse.CODEC,
          Observation.CODEC,
          Observed.CODEC,
          CalibrationReport.CODEC,
          GameState.CODEC,
          Games.CODEC,
          GameEvent.CODEC,
          ScoresRequest.CODEC,
          Health.CODEC,
          ModelSummary.CODEC,
          Models.CODEC,
          Problem.CODEC,
          ScoreTick.CODEC,
          DistributionResponse.CODEC,
          WireCodec.OBJECT,
          FinalScore.CODEC,
          LearnedResult.CODEC);

  private JsonTarget() {}

  static void read(byte[] input) {
    int choice = input.length == 0 ? 0 : Math.floorMod(input[0] - 'A', CODECS.size());
    read(CODECS.get(choice), Sealed.rest(input));
  }

  private static <T> void read(WireCodec<T> codec, byte[] json) {
    Optional<T> message =
        Contract.of(json, BYTES_PER_BYTE).read(() -> codec.read(json), Set.of(WireException.class));
    if (message.isPresent()) {
      byte[] written = codec.write(message.get());
      T again = codec.read(written);
      Contract.requireSame(written, codec.write(again), "the message");
      // A batch request drops what cannot be read of it.
      if (codec != BatchRequest.CODEC && !again.equals(message.get())) {
        throw new AssertionError("what was read is not equal when written and read again");
      }
    }
  }

  static List<byte[]> seeds() {
    return List.of();
  }
}
