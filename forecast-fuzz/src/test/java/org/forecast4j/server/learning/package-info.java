/** Fuzz targets of what a server keeps beside its journals. */
@NullMarked
package org.forecast4j.server.learning;

import org.jspecify.annotations.NullMarked;
