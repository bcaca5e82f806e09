/** The portable forms of the forecasters that bundles can hold; not part of the API. */
@NullMarked
package org.forecast4j.bundle.codec;

import org.jspecify.annotations.NullMarked;
