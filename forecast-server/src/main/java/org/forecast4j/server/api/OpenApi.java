package org.forecast4j.server.api;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.forecast4j.server.http.Json;
import org.forecast4j.server.http.Role;
import org.forecast4j.wire.WireCodec;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The description of the API: kept as YAML, served as JSON. */
public final class OpenApi {
  private static final String RESOURCE = "openapi.yaml";

  private OpenApi() {}

  public static void register(RoutesConfig routes) {
    routes.get("/openapi.json", ctx -> Json.answer(ctx, Document.JSON), Role.ANYONE);
  }

  /** Made when it is first asked for, so that the start does not wait for it. */
  private static final class Document {
    static final byte[] JSON = read();

    private static byte[] read() {
      try (InputStream yaml =
          Objects.requireNonNull(OpenApi.class.getResourceAsStream(RESOURCE), RESOURCE)) {
        @SuppressWarnings("unchecked") // An object, as a test makes sure.
        Map<String, Object> document =
            (Map<String, Object>)
                new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
        return WireCodec.OBJECT.write(document);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
