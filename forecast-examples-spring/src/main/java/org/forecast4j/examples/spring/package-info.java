/** An example program with Spring Boot. */
@NullMarked
package org.forecast4j.examples.spring;

import org.jspecify.annotations.NullMarked;
