@NullMarked
package org.forecast4j.server.redis;

import org.jspecify.annotations.NullMarked;
