/** Gives the fuzzer what tells the formats of record files apart, which is not public. */
@NullMarked
package org.forecast4j.server.storage;

import org.jspecify.annotations.NullMarked;
