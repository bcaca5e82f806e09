/** Forecast combination: several forecasters speak as one, with fixed or fitted weights. */
@NullMarked
package org.forecast4j.ensemble;

import org.jspecify.annotations.NullMarked;
