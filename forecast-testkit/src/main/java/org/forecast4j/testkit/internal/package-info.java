/** Helpers of this project's own tests; not API. */
@NullMarked
package org.forecast4j.testkit.internal;

import org.jspecify.annotations.NullMarked;
