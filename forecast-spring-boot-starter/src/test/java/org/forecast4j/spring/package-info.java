/** Tests of the starter, run with each Boot that it is for. */
@NullMarked
package org.forecast4j.spring;

import org.jspecify.annotations.NullMarked;
