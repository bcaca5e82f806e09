/** Linear regression of what follows on what was observed. */
@NullMarked
package org.forecast4j.linear;

import org.jspecify.annotations.NullMarked;
