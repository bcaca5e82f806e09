@NullMarked
package org.forecast4j.server.config;

import org.jspecify.annotations.NullMarked;
