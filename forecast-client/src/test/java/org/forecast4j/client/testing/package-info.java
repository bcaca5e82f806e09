/**
 * For tests of applications that use the client: a server in the same JVM with good answers and
 * every fault. It is the test-jar of {@code forecast-client} and needs {@code mockwebserver3}.
 */
@NullMarked
package org.forecast4j.client.testing;

import org.jspecify.annotations.NullMarked;
