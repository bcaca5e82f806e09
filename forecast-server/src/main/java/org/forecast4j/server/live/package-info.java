/** Games that are followed while they are played, and those who follow them. */
@NullMarked
package org.forecast4j.server.live;

import org.jspecify.annotations.NullMarked;
