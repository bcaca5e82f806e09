/**
 * The hosted API. {@link org.forecast4j.server.ForecastServer} is the server, {@link
 * org.forecast4j.server.Main} its command line.
 */
@NullMarked
package org.forecast4j.server;

import org.jspecify.annotations.NullMarked;
