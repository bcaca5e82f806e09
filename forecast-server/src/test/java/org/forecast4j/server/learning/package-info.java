@NullMarked
package org.forecast4j.server.learning;

import org.jspecify.annotations.NullMarked;
