package org.forecast4j.client;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * Keeps {@code Retry-After} from OkHttp, which repeats a call that was answered with 503 and {@code
 * Retry-After: 0} by itself, uncounted, and fails on a number that is no {@code int}. The header
 * has another name on its way through.
 */
final class RetryAfterHeader {
  static final String NAME = "Retry-After";

  private static final String HIDDEN = "Forecast4j-Retry-After";
  private static final int UNAVAILABLE = 503;

  private RetryAfterHeader() {}

  /** The caller's interceptors see the header as it came: this is the last, and the first. */
  static void hide(OkHttpClient.Builder http) {
    http.addInterceptor(RetryAfterHeader::show);
    http.networkInterceptors().add(0, RetryAfterHeader::hide);
  }

  private static Response hide(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    return response.code() == UNAVAILABLE ? renamed(response, NAME, HIDDEN) : response;
  }

  private static Response show(Interceptor.Chain chain) throws IOException {
    return renamed(chain.proceed(chain.request()), HIDDEN, NAME);
  }

  private static Response renamed(Response response, String from, String to) {
    String value = response.header(from);
    return value == null
        ? response
        : response
            .newBuilder()
            .headers(
                response
                    .headers()
                    .newBuilder()
                    .removeAll(from)
                    .addUnsafeNonAscii(to, value)
                    .build())
            .build();
  }
}
