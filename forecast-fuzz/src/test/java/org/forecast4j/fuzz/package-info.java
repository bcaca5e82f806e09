/**
 * Fuzz targets of everything that reads foreign bytes. {@code forecast-fuzz/run TARGET SECONDS}
 * fuzzes one of them with Jazzer.
 */
@NullMarked
package org.forecast4j.fuzz;

import org.jspecify.annotations.NullMarked;
