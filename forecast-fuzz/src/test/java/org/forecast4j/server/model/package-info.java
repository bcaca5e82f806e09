/** Gives the fuzzer the file of live scores, which is not public. */
@NullMarked
package org.forecast4j.server.model;

import org.jspecify.annotations.NullMarked;
