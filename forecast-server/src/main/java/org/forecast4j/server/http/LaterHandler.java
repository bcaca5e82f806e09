package org.forecast4j.server.http;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A handler that says of some requests that they are handled, and hands them on later. */
abstract class LaterHandler extends Handler.Wrapper {
  /** Hands a request on; whatever becomes of it, it is answered. */
  final void handOn(Request request, Response response, Callback callback) {
    try {
      if (!super.handle(request, response, callback)) {
        Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
      }
    } catch (Throwable t) { // An Error, too, ends this request alone.
      Response.writeError(request, response, callback, t);
    }
  }
}
