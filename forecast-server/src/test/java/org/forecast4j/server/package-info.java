@NullMarked
package org.forecast4j.server;

import org.jspecify.annotations.NullMarked;
