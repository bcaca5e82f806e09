/** What a server is told: its options, limits and addresses. */
@NullMarked
package org.forecast4j.server.config;

import org.jspecify.annotations.NullMarked;
