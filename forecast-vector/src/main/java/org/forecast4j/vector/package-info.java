/** The arithmetic of networks in vectors as wide as the processor's. Nothing here is called. */
@NullMarked
package org.forecast4j.vector;

import org.jspecify.annotations.NullMarked;
