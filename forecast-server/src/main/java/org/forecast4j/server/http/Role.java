package org.forecast4j.server.http;

import io.javalin.security.RouteRole;

/** Who may call a route. Each role may do what the ones before it may. */
public enum Role implements RouteRole {
  /** Anybody, without a key. */
  ANYONE,
  /** Forecasts, models, games. */
  READ,
  /** Outcomes and scores too. */
  OBSERVE,
  /** Everything. */
  ADMIN;

  boolean may(Role needed) {
    return compareTo(needed) >= 0;
  }
}
