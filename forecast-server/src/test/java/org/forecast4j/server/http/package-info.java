@NullMarked
package org.forecast4j.server.http;

import org.jspecify.annotations.NullMarked;
