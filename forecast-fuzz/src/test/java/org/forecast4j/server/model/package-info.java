/** Gives the fuzzer what replicas share of issued forecasts, which is not public. */
@NullMarked
package org.forecast4j.server.model;

import org.jspecify.annotations.NullMarked;
