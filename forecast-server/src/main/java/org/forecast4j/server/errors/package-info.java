/** Why a request is refused, in terms that do not depend on HTTP. */
@NullMarked
package org.forecast4j.server.errors;

import org.jspecify.annotations.NullMarked;
