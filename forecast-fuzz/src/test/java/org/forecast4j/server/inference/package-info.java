/** Gives the fuzzer the reader of inference requests, which is not public. */
@NullMarked
package org.forecast4j.server.inference;

import org.jspecify.annotations.NullMarked;
