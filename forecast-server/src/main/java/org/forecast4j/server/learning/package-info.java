/** What a model's intervals learn from outcomes: kept, in one order, shared by replicas. */
@NullMarked
package org.forecast4j.server.learning;

import org.jspecify.annotations.NullMarked;
