/** Gives the fuzzer the client's reader of events, which is not public. */
@NullMarked
package org.forecast4j.client;

import org.jspecify.annotations.NullMarked;
