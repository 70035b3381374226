package dev.agentruntime.http;

import io.javalin.http.Context;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at a request before anything of it is believed or read: which host it is for, and which
 * page is behind it. A page that made its name point here (DNS rebinding) is told by the first, a
 * page of somebody else by the second.
 */
final class Guard {

  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?");
  private static final String METHODS = "GET, POST, PUT, PATCH, DELETE";
  private static final String HEADERS =
      "Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID, traceparent";
  private static final String EXPOSED = "ETag, Location, Retry-After";

  private final Set<String> hosts;
  private final Set<String> origins;

  Guard(HttpSettings settings) {
    this.hosts = settings.servedHosts();
    this.origins = settings.guards().origins();
  }

  /** Refuses what should not have come here. */
  void check(Context context) {
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
