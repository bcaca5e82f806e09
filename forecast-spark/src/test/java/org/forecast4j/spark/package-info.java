@NullMarked
package org.forecast4j.spark;

import org.jspecify.annotations.NullMarked;
