package dev.agentruntime.http;

import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** The service itself: whether it lives, whether it is ready, and what it offers. */
final class ServiceRoutes {

  private final Readiness readiness;
  private final String version;
  private final byte[] openApi = resource("openapi.json");

  /** Whether requests can be served. */
  interface Readiness {
    boolean isReady();
  }

  ServiceRoutes(Readiness readiness, String version) {
    this.readiness = readiness;
    this.version = version;
  }

  List<Route> routes() {
    return List.of(
        Route.open("/health", this::health),
        Route.open("/healthz", this::health),
        Route.open(Route.API + "/health", this::health),
        Route.open("/readyz", this::ready),
        Route.open("/openapi.json", exchange -> new Reply.Document("application/json", openApi)));
  }

  private Reply health(Exchange exchange) {
    return Reply.ok(
        JsonObject.builder()
            .put("status", "healthy")
            .put("service", "agent-runtime")
            .put("version", version)
            .build());
  }

  private Reply ready(Exchange exchange) {
    if (!readiness.isReady()) {
      throw Problem.of(
              ProblemCode.UNAVAILABLE, "the store does not answer, or the server is stopping")
          .exception();
    }
    return Reply.ok(JsonObject.builder().put("status", "ready").build());
  }

  private static byte[] resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(ServiceRoutes.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading a resource of this jar", e);
    }
  }
}
