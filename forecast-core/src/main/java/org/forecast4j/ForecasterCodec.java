package org.forecast4j;

/**
 * How a kind of forecasters is kept in files, for forecasters of an application's own: given to
 * {@link org.forecast4j.bundle.ForecastBundle} when a bundle that holds one is saved and loaded.
 * Implementations are safe for concurrent use.
 *
 * @param <F> the kind of forecasters
 */
public interface ForecasterCodec<F extends Forecaster> {
  /**
   * What the kind is called in files, such as {@code acme-arima}: letters, digits, {@code .},
   * {@code _} and {@code -}, and none of {@code dejavu}, {@code linear}, {@code lstm} and {@code
   * persistence}.
   *
   * @return the same name for ever
   */
  String kind();

  /**
   * What it writes.
   *
   * @return the class of the forecasters
   */
  Class<F> type();

  /**
   * Writes a forecaster, whole: with what it has learned, and its settings.
   *
   * @param forecaster the forecaster
   * @return bytes for {@link #read}, the same for the same forecaster
   */
  byte[] write(F forecaster);

  /**
   * Reads what was written. The bytes are as long as the bundle says and have its checksum, but may
   * be of anybody's making: whoever takes a length from them holds it against what is left of them.
   *
   * @param shape the shape that the forecaster is to have
   * @param bytes what {@link #write} gave
   * @return a forecaster of that shape that forecasts the same to the bit
   * @throws IllegalArgumentException if the bytes are not as written, saying how
   */
  F read(Shape shape, byte[] bytes);
}
