package dev.agentruntime.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What the interface says of itself: its description, a page that shows it, and a page about each
 * problem. All of it comes with the program and needs nothing from elsewhere.
 */
final class DocumentRoutes {

  private static final String SCRIPT_BEGIN = "<script>";
  private static final String SCRIPT_END = "</script>";

  private final String openApi = resource("openapi.json");
  private final String page = resource("docs.html");
  private final String policy = policy(page);

  List<Route> routes() {
    return List.of(
        Route.document(
            "/openapi.json", exchange -> document("application/json", openApi, Map.of())),
        Route.document(
            "/docs",
            exchange ->
                document(
                    "text/html;charset=utf-8", page, Map.of("Content-Security-Policy", policy))),
        Route.document("/docs/errors/{code}", DocumentRoutes::problem));
  }

  private static Reply problem(Exchange exchange) {
    ProblemCode code =
        exchange.path(
            "code",
            "problem",
            name ->
                Words.constant(List.of(ProblemCode.values()), name)
                    .orElseThrow(() -> new IllegalArgumentException(name)));
    return document(
        "text/markdown;charset=utf-8",
        resource("errors/" + code.name().toLowerCase(Locale.ROOT) + ".md"),
        Map.of());
  }

  private static Reply document(String mediaType, String text, Map<String, String> headers) {
    return new Reply.Document(mediaType, text, headers);
  }

  /** Only this very script runs on the page, and it talks to this server alone. */
  private static String policy(String page) {
    String script =
        page.substring(
            page.indexOf(SCRIPT_BEGIN) + SCRIPT_BEGIN.length(), page.lastIndexOf(SCRIPT_END));
    return "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; base-uri 'none';"
        + " form-action 'none'; frame-ancestors 'none'; script-src 'sha256-"
        + Base64.getEncoder().encodeToString(sha256(script))
        + "'";
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(DocumentRoutes.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading a resource of this jar", e);
    }
  }
}
