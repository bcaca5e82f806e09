/**
 * A Spring Boot starter: {@link org.forecast4j.spring.ForecastModel} is the bean to inject, made of
 * a bundle that the application has or of a server that it asks, as the properties {@code
 * forecast.*} say.
 */
@NullMarked
package org.forecast4j.spring;

import org.jspecify.annotations.NullMarked;
