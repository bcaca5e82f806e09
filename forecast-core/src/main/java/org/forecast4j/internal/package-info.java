/** Not API: shared arithmetic, argument checks and the binary codec. */
@NullMarked
package org.forecast4j.internal;

import org.jspecify.annotations.NullMarked;
