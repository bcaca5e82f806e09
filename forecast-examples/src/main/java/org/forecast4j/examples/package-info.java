/** Example programs. */
@NullMarked
package org.forecast4j.examples;

import org.jspecify.annotations.NullMarked;
