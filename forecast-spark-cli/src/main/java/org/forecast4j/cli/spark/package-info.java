/** Commands on Apache Spark. */
@NullMarked
package org.forecast4j.cli.spark;

import org.jspecify.annotations.NullMarked;
