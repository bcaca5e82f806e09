/** Keeps the layout that ARCHITECTURE.md describes. */
@NullMarked
package org.forecast4j.architecture;

import org.jspecify.annotations.NullMarked;
