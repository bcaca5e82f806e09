@NullMarked
package org.forecast4j.client;

import org.jspecify.annotations.NullMarked;
