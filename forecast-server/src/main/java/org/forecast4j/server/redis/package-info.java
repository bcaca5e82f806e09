/** The way to a Redis that may be gone at any time. */
@NullMarked
package org.forecast4j.server.redis;

import org.jspecify.annotations.NullMarked;
