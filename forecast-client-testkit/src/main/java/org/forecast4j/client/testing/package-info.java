/**
 * For tests of applications that use the client: {@link
 * org.forecast4j.client.testing.FixtureServer}, a server in the same JVM with good answers and
 * every fault.
 */
@NullMarked
package org.forecast4j.client.testing;

import org.jspecify.annotations.NullMarked;
