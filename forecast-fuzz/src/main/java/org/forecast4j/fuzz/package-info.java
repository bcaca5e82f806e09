/**
 * Fuzz targets of everything that reads foreign bytes. {@code ./run TARGET SECONDS} beside the
 * sources fuzzes one of them with Jazzer.
 */
@NullMarked
package org.forecast4j.fuzz;

import org.jspecify.annotations.NullMarked;
