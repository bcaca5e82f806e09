/** Runs the example. */
@NullMarked
package org.forecast4j.examples.spring;

import org.jspecify.annotations.NullMarked;
