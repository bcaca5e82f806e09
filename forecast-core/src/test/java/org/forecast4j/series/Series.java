package org.forecast4j.series;

import java.util.Arrays;

/** Series that everybody knows. */
final class Series {
  private Series() {}

  /** Box and Jenkins 1976: airline passengers in thousands, monthly, 1949 to 1960. */
  static double[] airPassengers() {
    return of(
        "112 118 132 129 121 135 148 148 136 119 104 118 115 126 141 135 125 149 170 170 158 133"
            + " 114 140 145 150 178 163 172 178 199 199 184 162 146 166 171 180 193 181 183 218"
            + " 230 242 209 191 172 194 196 196 236 235 229 243 264 272 237 211 180 201 204 188"
            + " 235 227 234 264 302 293 259 229 203 229 242 233 267 269 270 315 364 347 312 274"
            + " 237 278 284 277 317 313 318 374 413 405 355 306 271 306 315 301 356 348 355 422"
            + " 465 467 404 347 305 336 340 318 362 348 363 435 491 505 404 359 310 337 360 342"
            + " 406 396 420 472 548 559 463 407 362 405 417 391 419 461 472 535 622 606 508 461"
            + " 390 432");
  }

  /** Hyndman and Athanasopoulos 2018, 7.1: oil production of Saudi Arabia, 1996 to 2013. */
  static double[] oil() {
    return of(
        "445.3641 453.1950 454.4096 422.3789 456.0371 440.3866 425.1944 486.2052 500.4291"
            + " 521.2759 508.9476 488.8889 509.8706 456.7229 473.8166 525.9509 549.8338 542.3405");
  }

  /** The same, 7.2: passengers of Australian airlines in millions, 1990 to 2016. */
  static double[] australianAirlines() {
    return of(
        "17.5534 21.8601 23.8866 26.9293 26.8885 28.8314 30.0751 30.9535 30.1857 31.5797 32.577569"
            + " 33.477398 39.021581 41.386432 41.596552 44.657324 46.951775 48.728837 51.488427"
            + " 50.026967 60.640913 63.360310 66.355274 68.197955 68.123324 69.779346 72.597701");
  }

  private static double[] of(String values) {
    return Arrays.stream(values.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }
}
