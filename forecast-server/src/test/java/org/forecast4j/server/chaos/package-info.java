/** Torments servers: {@link org.forecast4j.server.chaos.Chaos} lists how. */
@NullMarked
package org.forecast4j.server.chaos;

import org.jspecify.annotations.NullMarked;
