/** Tests of the job, on Flink's cluster in this process. */
@NullMarked
package org.forecast4j.examples.flink;

import org.jspecify.annotations.NullMarked;
