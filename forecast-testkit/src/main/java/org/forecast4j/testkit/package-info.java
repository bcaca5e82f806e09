/** Contract kits: what every implementation of the core interfaces must pass. */
@NullMarked
package org.forecast4j.testkit;

import org.jspecify.annotations.NullMarked;
