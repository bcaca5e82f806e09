package org.forecast4j.examples.flink;

/**
 * A forecast of the margin at half-time. As text it is a line such as {@code
 * sim-1-7,T12,3.25,-4.5,11.0,6}, in the order of its parts.
 *
 * @param game the id of the game
 * @param venue where it is played
 * @param point the home side's lead to expect
 * @param lower the least it is with the confidence of the job
 * @param upper the most
 * @param learned from how many games of the venue its interval has learned
 */
public record HalfForecast(
    String game, String venue, double point, double lower, double upper, int learned) {
  @Override
  public String toString() {
    return game + "," + venue + "," + point + "," + lower + "," + upper + "," + learned;
  }
}
