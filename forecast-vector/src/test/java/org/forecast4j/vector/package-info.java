@NullMarked
package org.forecast4j.vector;

import org.jspecify.annotations.NullMarked;
