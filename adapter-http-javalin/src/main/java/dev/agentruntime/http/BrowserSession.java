package dev.agentruntime.http;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Lets pages read by a cookie what they cannot ask for with a header: a browser's own EventSource
 * sends none. The cookie stands for the key for some hours, is out of reach of scripts, is sent by
 * pages of the same site alone, and opens nothing that changes anything.
 */
final class BrowserSession {

  private static final String COOKIE = "agent_runtime";
  private static final Duration LIFE = Duration.ofHours(12);

  private final HttpParts.Keys keys;
  private final InstantSource clock;
  private final boolean secure;

  /**
   * Browser sessions.
   *
   * @param secure whether pages reach the server encrypted only
   */
  BrowserSession(HttpParts.Keys keys, InstantSource clock, boolean secure) {
    this.keys = keys;
    this.clock = clock;
    this.secure = secure;
  }

  List<Route> routes() {
    return List.of(Route.post("/browser-session", this::begin));
  }

  private Reply begin(Exchange exchange) {
    exchange.members().finish(() -> COOKIE);
    if (exchange.header("Origin").isEmpty()) {
      throw Problem.of(
              ProblemCode.ORIGIN_REFUSED,
              "this is for pages; send the key itself as Authorization: Bearer KEY")
          .exception();
    }
    Instant until = clock.instant().plus(LIFE);
    String ticket =
        keys.ticket(exchange.caller(), until)
            .orElseThrow(
                () -> Problem.of(ProblemCode.UNAUTHORIZED, "the key was revoked").exception());
    exchange.context().cookie(cookie(ticket));
    return new Reply.Empty(204);
  }

  private Cookie cookie(String ticket) {
    var cookie = new Cookie(COOKIE, ticket);
    cookie.setPath(Route.API);
    cookie.setMaxAge(Math.toIntExact(LIFE.toSeconds()));
    cookie.setHttpOnly(true);
    cookie.setSecure(secure);
    cookie.setSameSite(SameSite.STRICT);
    return cookie;
  }

  /** Who reads by the cookie, if there is one. */
  Optional<Caller> caller(Context context) {
    return Optional.ofNullable(context.cookie(COOKIE))
        .flatMap(ticket -> keys.holder(ticket, clock.instant()));
  }
}
