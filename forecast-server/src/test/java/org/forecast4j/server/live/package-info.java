@NullMarked
package org.forecast4j.server.live;

import org.jspecify.annotations.NullMarked;
