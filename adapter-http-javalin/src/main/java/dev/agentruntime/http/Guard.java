package dev.agentruntime.http;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at a request before anything of it is believed or read: whether it says one thing to
 * everybody who reads it, which host it is for, and which page is behind it. A request that a proxy
 * and this server could take for different ones is told by the first, a page that made its name
 * point here (DNS rebinding) by the second, a page of somebody else by the third.
 */
final class Guard {

  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?");
  private static final String METHODS = "GET, POST, PUT, PATCH, DELETE";
  private static final String HEADERS =
      "Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID, traceparent";
  private static final String EXPOSED = "ETag, Location, Retry-After";

  /** Headers that mean something once: who reads another one of two would be told otherwise. */
  private static final List<String> SINGLE =
      List.of(
          "Authorization",
          "Content-Type",
          "Idempotency-Key",
          "If-Match",
          "Last-Event-ID",
          "Origin",
          "Transfer-Encoding");

  private final Set<String> hosts;
  private final Set<String> origins;

  Guard(HttpSettings settings) {
    this.hosts = settings.servedHosts();
    this.origins = settings.guards().origins();
  }

  /** Refuses what should not have come here. */
  void check(Context context) {
    requireOneMeaning(context);
    requireHost(Optional.ofNullable(context.header("Host")));
    Optional<String> origin = Optional.ofNullable(context.header("Origin"));
    origin.ifPresent(
        page -> {
          if (!origins.contains(page)) {
            throw Problem.of(
                    ProblemCode.ORIGIN_REFUSED,
                    "pages of this origin may not call; allow it with --allow-origin if they"
                        + " should")
                .exception();
          }
          allow(context, page);
        });
  }

  private static void requireOneMeaning(Context context) {
    if (context.header("X-HTTP-Method-Override") != null) {
      // Javalin would believe it, behind the back of whoever lets some methods through alone.
      throw unclear("the method is the one in the request line; leave X-HTTP-Method-Override away");
    }
    if (!context.method().isHttpMethod()) {
      throw unclear("the method is none of HTTP");
    }
    for (String name : SINGLE) {
      if (Collections.list(context.req().getHeaders(name)).size() > 1) {
        throw unclear("the header " + name + " comes more than once");
      }
    }
    String coding = context.header("Transfer-Encoding");
    if (coding != null && !coding.equalsIgnoreCase("chunked")) {
      throw unclear("the only transfer coding is chunked");
    }
  }

  private static ProblemException unclear(String detail) {
    return Problem.of(ProblemCode.BAD_REQUEST, detail).exception();
  }

  private void requireHost(Optional<String> host) {
    boolean served =
        host.map(HOST::matcher)
            .filter(Matcher::matches)
            .map(matcher -> matcher.group(1).toLowerCase(Locale.ROOT))
            .filter(hosts::contains)
            .isPresent();
    if (!served) {
      throw Problem.of(
              ProblemCode.HOST_REFUSED,
              "the Host header names no host of this server; a proxy's name is added with"
                  + " --allow-host")
          .exception();
    }
  }

  private static void allow(Context context, String origin) {
    context
        .header("Access-Control-Allow-Origin", origin)
        .header("Access-Control-Allow-Credentials", "true")
        .header("Access-Control-Expose-Headers", EXPOSED)
        .header("Vary", "Origin");
  }

  /** Whether it is the question of a page whether it may call. */
  static boolean isPreflight(Context context) {
    return context.method().name().equals("OPTIONS")
        && context.header("Origin") != null
        && context.header("Access-Control-Request-Method") != null;
  }

  static void answerPreflight(Context context) {
    context
        .status(204)
        .header("Access-Control-Allow-Methods", METHODS)
        .header("Access-Control-Allow-Headers", HEADERS)
        .header("Access-Control-Max-Age", "600");
  }
}
