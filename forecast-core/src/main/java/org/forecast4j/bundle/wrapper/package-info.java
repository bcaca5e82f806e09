/** The portable forms of the wrappers that bundles can hold; not part of the API. */
@NullMarked
package org.forecast4j.bundle.wrapper;

import org.jspecify.annotations.NullMarked;
