@NullMarked
package org.forecast4j.server.storage;

import org.jspecify.annotations.NullMarked;
