@NullMarked
package org.forecast4j.server.model;

import org.jspecify.annotations.NullMarked;
