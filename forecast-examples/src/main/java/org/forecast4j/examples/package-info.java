/** The command line: import games, train, predict, evaluate, and a quick start. */
@NullMarked
package org.forecast4j.examples;

import org.jspecify.annotations.NullMarked;
