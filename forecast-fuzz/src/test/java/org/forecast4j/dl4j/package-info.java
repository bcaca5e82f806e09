/** Gives the fuzzer the reader of checkpoints, which is not public. */
@NullMarked
package org.forecast4j.dl4j;

import org.jspecify.annotations.NullMarked;
