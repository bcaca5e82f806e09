/**
 * A client of the hosted API. {@link org.forecast4j.client.ForecastClient} is where to begin; what
 * it sends and gets are the records of {@link org.forecast4j.wire}.
 */
@NullMarked
package org.forecast4j.client;

import org.jspecify.annotations.NullMarked;
