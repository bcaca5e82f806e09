/**
 * Many patterns at once, on Apache Spark; {@link org.forecast4j.spark.ForecastTransformer} is the
 * start.
 */
@NullMarked
package org.forecast4j.spark;

import org.jspecify.annotations.NullMarked;
