/** The page for people: files of the jar, which call the API as everybody does. */
@NullMarked
package org.forecast4j.server.page;

import org.jspecify.annotations.NullMarked;
