/** Gives the fuzzer the file of live scores, which is not public. */
@NullMarked
package org.forecast4j.server.live;

import org.jspecify.annotations.NullMarked;
