package dev.agentruntime.http;

import io.javalin.http.Context;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A line for each request: what was asked for by its route, never by what a caller wrote, so that
 * neither contents nor ids that are somebody's nor line breaks get into it.
 */
final class AccessLog {

  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
  private static final String ROUTE = "route";
  private static final String CALLER = "caller";
  private static final String PROBLEM = "problem";
  private static final String TRACE_ID = "trace_id";

  private AccessLog() {}

  /** From here on every line of this request bears its trace. */
  static void begin(Trace trace) {
    MDC.put(TRACE_ID, trace.id());
  }

  static void note(Context context, Route route, Caller caller) {
    context.attribute(ROUTE, route);
    context.attribute(CALLER, caller);
  }

  static void note(Context context, ProblemCode problem) {
    context.attribute(PROBLEM, problem);
  }

  /**
   * The request is answered, or its stream at an end. A method that no route takes is the caller's
   * own word too.
   */
  static void end(Context context, float millis) {
    Optional<Route> route = Optional.ofNullable(context.attribute(ROUTE));
    Optional<Caller> caller = Optional.ofNullable(context.attribute(CALLER));
    Optional<ProblemCode> problem = Optional.ofNullable(context.attribute(PROBLEM));
    LOG.atInfo()
        .addKeyValue("method", route.map(called -> context.method().name()).orElse("-"))
        .addKeyValue("route", route.map(Route::path).orElse("-"))
        .addKeyValue("status", context.statusCode())
        .addKeyValue("millis", Math.round(millis))
        .addKeyValue("key", caller.map(Caller::key).orElse("-"))
        .addKeyValue("problem", problem.map(ProblemCode::id).orElse("-"))
        .log("request");
    MDC.remove(TRACE_ID);
  }
}
