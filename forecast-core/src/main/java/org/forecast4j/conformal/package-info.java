/** Conformal prediction: intervals whose coverage holds in finite samples. */
@NullMarked
package org.forecast4j.conformal;

import org.jspecify.annotations.NullMarked;
