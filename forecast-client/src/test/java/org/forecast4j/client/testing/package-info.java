/**
 * For tests of applications that use the client: {@link
 * org.forecast4j.client.testing.FixtureServer}, a server in the same JVM with good answers and
 * every fault. It is the test-jar of {@code forecast-client} and needs {@code mockwebserver3}, of
 * the version of the client's OkHttp:
 *
 * <pre>{@code
 * <dependency>
 *   <groupId>org.forecast4j</groupId>
 *   <artifactId>forecast-client</artifactId>
 *   <version>0.1.0-SNAPSHOT</version>
 *   <type>test-jar</type>
 *   <scope>test</scope>
 * </dependency>
 * <dependency>
 *   <groupId>com.squareup.okhttp3</groupId>
 *   <artifactId>mockwebserver3</artifactId>
 *   <version>5.5.1</version>
 *   <scope>test</scope>
 * </dependency>
 * }</pre>
 */
@NullMarked
package org.forecast4j.client.testing;

import org.jspecify.annotations.NullMarked;
