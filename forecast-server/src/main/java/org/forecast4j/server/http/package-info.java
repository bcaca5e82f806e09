/** What all routes share: limits, TLS, keys, deadlines, JSON, problems and the access log. */
@NullMarked
package org.forecast4j.server.http;

import org.jspecify.annotations.NullMarked;
