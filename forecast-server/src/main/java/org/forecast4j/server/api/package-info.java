/** The routes of forecasts, outcomes and models, and their description. */
@NullMarked
package org.forecast4j.server.api;

import org.jspecify.annotations.NullMarked;
