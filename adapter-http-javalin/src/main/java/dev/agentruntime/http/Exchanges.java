package dev.agentruntime.http;

import dev.agentruntime.application.fault.Failpoint;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.RateLimit;
import dev.agentruntime.application.port.RateMeter;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RefusedException;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request goes through: the guard, the key, the role, the form of what is asked and
 * answered, and problems in place of exceptions.
 */
final class Exchanges implements ServiceRoutes.Readiness {

  private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);
  private static final String TRACE = "trace";

  /** RFC 6750; a scheme is the same in small letters (RFC 9110). */
  private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([!-~]+) *");

  /** Where a person has to mend something. */
  private static final Duration MENDED = Duration.ofSeconds(30);

  private static final Caller NOBODY = new Caller("", "nobody", new Owner("nobody"), Role.USER);

  private final HttpParts.Keys keys;
  private final BrowserSession browsers;
  private final RateMeter rates;
  private final HttpSettings.Bounds bounds;
  private final OpenStreams streams;
  private final RateLimit limit;
  private volatile boolean stopping;

  Exchanges(
      HttpParts parts, BrowserSession browsers, HttpSettings.Bounds bounds, OpenStreams streams) {
    this.keys = parts.keys();
    this.browsers = browsers;
    this.rates = parts.rates();
    this.limit = new RateLimit(bounds.requestsPerMinute(), bounds.burst());
    this.bounds = bounds;
    this.streams = streams;
  }

  void stop() {
    stopping = true;
  }

  @Override
  public boolean isReady() {
    return !stopping;
  }

  /** Lets a request in, whatever it is for. */
  void admit(Context context, Guard guard) {
    Trace trace = Trace.of(Optional.ofNullable(context.header("traceparent")));
    context.attribute(TRACE, trace);
    context
        .header("X-Content-Type-Options", "nosniff")
        .header("Cross-Origin-Resource-Policy", "same-origin")
        .header("Cache-Control", "no-store");
    AccessLog.begin(trace);
    guard.check(context);
    if (Guard.isPreflight(context)) {
      Guard.answerPreflight(context);
      context.skipRemainingHandlers();
    }
  }

  private static Trace trace(Context context) {
    return Objects.requireNonNullElseGet(
        context.attribute(TRACE), () -> Trace.of(Optional.empty()));
  }

  /** Serves a route. */
  void serve(Route route, Context context) throws Exception {
    AccessLog.note(context, route, NOBODY);
    Caller caller = caller(route, context);
    AccessLog.note(context, route, caller);
    requireForm(route, context);
    var exchange = new Exchange(context, caller, trace(context), bounds);
    Reply reply = route.action().answer(exchange);
    if (route.changes()) {
      Failpoint.ANSWER_BEFORE_SEND.reached(name(route));
      Request.addCompletionListener(
          ServletContextRequest.getServletContextRequest(context.req()),
          failure -> Failpoint.ANSWER_SENT.reached(name(route)));
    }
    switch (reply) {
      case Reply.Json json -> answer(context, json);
      case Reply.Empty empty -> context.status(empty.status());
      case Reply.Document document -> {
        document.headers().forEach(context::header);
        context.contentType(document.mediaType()).result(document.text());
      }
      case Reply.Copy copy -> write(context, copy);
      case Reply.Events events -> stream(context, caller, events.source());
    }
  }

  private static String name(Route route) {
    return route.method() + " " + route.path();
  }

  /** What breaks in the middle breaks the connection, so that nobody takes half of it for all. */
  private static void write(Context context, Reply.Copy copy) throws IOException {
    copy.headers().forEach(context::header);
    context.status(200).contentType(copy.mediaType() + ";charset=utf-8");
    if (!context.method().equals(HandlerType.HEAD)) {
      var out = new OutputStreamWriter(context.res().getOutputStream(), StandardCharsets.UTF_8);
      try {
        copy.text().writeTo(out);
        out.flush();
      } catch (IOException | RuntimeException e) {
        if (context.res().isCommitted()) {
          breakOff(context);
        }
        throw e;
      }
    }
  }

  private static void breakOff(Context context) {
    ServletContextRequest.getServletContextRequest(context.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close();
  }

  private Caller caller(Route route, Context context) {
    if (route.access() == Route.Access.OPEN) {
      return NOBODY;
    }
    Caller caller =
        byKey(context)
            .or(() -> route.changes() ? Optional.empty() : browsers.caller(context))
            .orElseThrow(
                () ->
                    Problem.of(
                            ProblemCode.UNAUTHORIZED,
                            "send a valid key as Authorization: Bearer KEY; agent-runtime keys"
                                + " create makes one")
                        .exception());
    requireShare(caller);
    requireRole(route, caller);
    return caller;
  }

  private Optional<Caller> byKey(Context context) {
    return Optional.ofNullable(context.header("Authorization"))
        .map(BEARER::matcher)
        .filter(Matcher::matches)
        .flatMap(credentials -> keys.caller(credentials.group(1)));
  }

  /** Tells of an open stream whether what opened it would open it still: the key, or the cookie. */
  private BooleanSupplier stillAllowed(Context context, Caller caller) {
    return byKey(context).isPresent()
        ? () -> keys.isValid(caller)
        : () -> browsers.caller(context).isPresent();
  }

  /** Of the key, never of an address: behind a proxy everybody has the same. */
  private void requireShare(Caller caller) {
    if (rates.take(caller.key(), limit) instanceof RateMeter.Outcome.Exhausted exhausted) {
      throw Problem.of(
              ProblemCode.TOO_MANY_REQUESTS,
              "this key may send "
                  + bounds.requestsPerMinute()
                  + " requests a minute; wait as Retry-After says")
          .retryAfter(exhausted.retryAfter())
          .exception();
    }
  }

  private static void requireRole(Route route, Caller caller) {
    Role needed =
        switch (route.access()) {
          case OPEN, USER -> Role.USER;
          case APPROVER -> Role.APPROVER;
          case ADMIN -> Role.ADMIN;
        };
    if (!caller.role().includes(needed)) {
      throw Problem.of(
              ProblemCode.FORBIDDEN,
              "this takes a key with the role "
                  + Words.of(needed)
                  + "; this one is "
                  + Words.of(caller.role()))
          .exception();
    }
  }

  private static void requireForm(Route route, Context context) {
    AcceptHeader accepted = AcceptHeader.of(context);
    boolean acceptable =
        accepted.json()
            || (accepted.events() && route.mayStream())
            || route.kind() == Route.Kind.DOCUMENT;
    if (!acceptable) {
      throw Problem.of(
              ProblemCode.NOT_ACCEPTABLE,
              "this answers with application/json"
                  + (route.mayStream() ? " or text/event-stream" : ""))
          .exception();
    }
    if (context.header("Content-Encoding") != null) {
      // Nothing is decompressed, so nothing can grow.
      throw Problem.of(
              ProblemCode.UNSUPPORTED_MEDIA_TYPE,
              "send the body as it is, without a Content-Encoding")
          .exception();
    }
    boolean hasBody =
        context.req().getContentLengthLong() > 0 || context.header("Transfer-Encoding") != null;
    if (route.changes() && hasBody && !isJson(context.contentType())) {
      throw Problem.of(
              ProblemCode.UNSUPPORTED_MEDIA_TYPE, "send the body as Content-Type: application/json")
          .exception();
    }
  }

  private static boolean isJson(@Nullable String contentType) {
    return contentType != null
        && contentType
            .toLowerCase(Locale.ROOT)
            .replaceAll("[ \t]", "")
            .matches("application/json(;charset=\"?utf-8\"?)?");
  }

  private static void answer(Context context, Reply.Json json) {
    json.headers().forEach(context::header);
    context.status(json.status());
    body(context, "application/json", json.body());
  }

  private static void body(Context context, String mediaType, JsonObject body) {
    context.contentType(mediaType).result(body.canonical().getBytes(StandardCharsets.UTF_8));
  }

  private void stream(Context context, Caller caller, EventSource source)
      throws InterruptedException {
    enter(caller, source);
    try {
      streams.serve(caller, source, () -> begin(context, caller), e -> failure(e, context));
    } catch (IOException e) {
      LOG.debug("a reader of a stream is gone");
    }
  }

  /** The writer of a stream; nothing for a caller that wants its head alone. */
  private Optional<SseWriter> begin(Context context, Caller caller) throws IOException {
    context.status(200).contentType("text/event-stream;charset=utf-8");
    context.header("Cache-Control", "no-cache").header("X-Accel-Buffering", "no");
    return context.method().equals(HandlerType.HEAD)
        ? Optional.empty()
        : Optional.of(
            new SseWriter(
                context.res().getOutputStream(),
                bounds.heartbeat(),
                stillAllowed(context, caller)));
  }

  private void enter(Caller caller, EventSource source) {
    try {
      streams.enter(caller, source);
    } catch (ProblemException e) {
      source.close();
      throw e;
    }
  }

  /** What broke a stream whose answer is on its way already. */
  private JsonObject failure(RuntimeException thrown, Context context) {
    Problem problem = problem(thrown);
    if (problem.code() == ProblemCode.INTERNAL) {
      LOG.error("the stream {} broke", context.path(), thrown);
    }
    return problem.json(context.path(), trace(context).id());
  }

  /** Answers what a handler threw. */
  void fail(Exception thrown, Context context) {
    Problem problem = problem(thrown);
    AccessLog.note(context, problem.code());
    if (problem.code() == ProblemCode.INTERNAL) {
      LOG.error("{} {} failed", context.method(), context.path(), thrown);
    } else {
      LOG.debug("{} {}: {}", context.method(), context.path(), problem.code().id());
    }
    if (context.res().isCommitted()) {
      return;
    }
    if (problem.code() == ProblemCode.UNAUTHORIZED) {
      context.header("WWW-Authenticate", "Bearer");
    }
    if (thrown instanceof MethodNotAllowedResponse wrong) {
      context.header("Allow", allowed(wrong));
    }
    problem
        .retryAfter()
        .ifPresent(
            pause ->
                context.header(
                    "Retry-After", Long.toString(Math.max(1, (pause.toMillis() + 999) / 1000))));
    context.status(problem.code().status());
    body(context, "application/problem+json", problem.json(context.path(), trace(context).id()));
  }

  /** What a server that stops did not wait for is nothing that its sender did wrong. */
  private Problem brokenOff() {
    return stopping
        ? Problem.of(
                ProblemCode.UNAVAILABLE,
                "the server stopped before the request was there; send it again")
            .retryAfter(Duration.ofSeconds(1))
        : Problem.of(ProblemCode.BAD_REQUEST, "the request did not come to its end");
  }

  private Problem problem(Exception thrown) {
    return switch (thrown) {
      case ProblemException known -> known.problem();
      case RefusedException refused -> Refusals.problem(refused.refusal());
      case PersistenceException broken -> {
        LOG.warn("the store: {}", broken.getMessage());
        yield unavailable(broken.trouble());
      }
      case MethodNotAllowedResponse wrong ->
          Problem.of(ProblemCode.METHOD_NOT_ALLOWED, "this path takes " + allowed(wrong) + " only");
      case HttpResponseException other -> ofStatus(other.getStatus());
      case HttpException unreadable -> ofStatus(unreadable.getCode());
      case BrokenOffException half -> brokenOff();
      case IOException gone -> brokenOff();
      default ->
          Problem.of(
              ProblemCode.INTERNAL, "a defect; the server's log tells more under this trace id");
    };
  }

  private static Problem unavailable(PersistenceException.Trouble trouble) {
    return switch (trouble) {
      case AWAY ->
          Problem.of(ProblemCode.UNAVAILABLE, "the store does not answer; try again in a moment")
              .retryAfter(Duration.ofSeconds(1));
      case FULL ->
          Problem.of(
                  ProblemCode.UNAVAILABLE,
                  "the store is full: it can be read, and takes nothing until whoever runs the"
                      + " server makes room")
              .retryAfter(MENDED);
      case BROKEN ->
          Problem.of(
                  ProblemCode.UNAVAILABLE,
                  "the store cannot be used; the server's log tells whoever runs it why")
              .retryAfter(MENDED);
    };
  }

  private static String allowed(MethodNotAllowedResponse wrong) {
    return wrong.getDetails().getOrDefault("availableMethods", "");
  }

  private static Problem ofStatus(int status) {
    ProblemCode code = ProblemCode.ofStatus(status);
    return Problem.of(
        code,
        switch (code) {
          case NOT_FOUND -> "there is nothing at this path; /openapi.json lists what there is";
          case PAYLOAD_TOO_LARGE -> "the body is larger than this server takes";
          default -> code.title();
        });
  }
}
