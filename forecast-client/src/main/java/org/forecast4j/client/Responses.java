package org.forecast4j.client;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Response;
import okio.BufferedSource;

/** Reads what OkHttp got. */
final class Responses {
  private Responses() {}

  /** The body decompressed, refused as soon as it is longer than it may be. */
  static RawResponse read(Response response, String title, Transport transport) throws IOException {
    long most = transport.settings().responseBytes;
    BufferedSource source = response.body().source();
    try {
      if (source.request(most + 1)) {
        throw transport.failures().tooLong(title, response.code());
      }
      return new RawResponse(response.code(), headers(response), source.readByteArray());
    } catch (ProtocolException e) {
      // It was HTTP until here, so the connection broke: another try may succeed.
      throw new IOException("the answer ended early, " + e.getMessage(), e);
    }
  }

  /** What came before a body that has no end. */
  static RawResponse headersOf(Response response) {
    return new RawResponse(response.code(), headers(response), new byte[0]);
  }

  private static Map<String, List<String>> headers(Response response) {
    Map<String, List<String>> headers = new HashMap<>();
    for (String name : response.headers().names()) {
      headers.put(name, response.headers().values(name));
    }
    return headers;
  }
}
