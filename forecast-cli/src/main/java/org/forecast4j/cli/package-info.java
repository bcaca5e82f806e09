/** The command line: import games, train, predict, evaluate, and a quick start. */
@NullMarked
package org.forecast4j.cli;

import org.jspecify.annotations.NullMarked;
