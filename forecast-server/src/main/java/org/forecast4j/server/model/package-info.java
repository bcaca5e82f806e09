/** The models that are served, the way into a forecast, and the outcomes that come back. */
@NullMarked
package org.forecast4j.server.model;

import org.jspecify.annotations.NullMarked;
