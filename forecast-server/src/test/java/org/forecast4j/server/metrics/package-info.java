/** Tests of what is counted and timed. */
@NullMarked
package org.forecast4j.server.metrics;

import org.jspecify.annotations.NullMarked;
