@NullMarked
package org.forecast4j.cli;

import org.jspecify.annotations.NullMarked;
