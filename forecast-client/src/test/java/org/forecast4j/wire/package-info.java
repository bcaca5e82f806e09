@NullMarked
package org.forecast4j.wire;

import org.jspecify.annotations.NullMarked;
