/** The Open Inference Protocol, version 2. */
@NullMarked
package org.forecast4j.server.inference;

import org.jspecify.annotations.NullMarked;
