/** Why something that was asked for is not done, said without a word of HTTP. */
@NullMarked
package org.forecast4j.server.errors;

import org.jspecify.annotations.NullMarked;
