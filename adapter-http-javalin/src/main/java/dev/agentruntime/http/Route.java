package dev.agentruntime.http;

import io.javalin.http.HandlerType;

/**
 * A route.
 *
 * @param access who may call it
 * @param kind what it does, which decides what is checked of the request
 */
record Route(HandlerType method, String path, Access access, Kind kind, Action action) {

  /** What a route does. */
  interface Action {
    Reply answer(Exchange exchange) throws Exception;
  }

  /** Who may call a route. */
  enum Access {
    /** Everybody; routes that tell nothing of anybody. */
    OPEN,
    /** Every key. */
    USER,
    /** Keys that decide what is not of their own sessions, too. */
    APPROVER,
    /** Keys of administrators. */
    ADMIN
  }

  /** What a route does. */
  enum Kind {
    /** Reads. */
    READ,
    /** Shows a document, of which there is one form: it is sent whatever form is asked for. */
    DOCUMENT,
    /** Reads, or streams events if they are asked for. */
    READ_OR_STREAM,
    /** Changes something and answers with JSON. */
    COMMAND,
    /** Changes something and answers with JSON or the events that follow. */
    COMMAND_OR_STREAM
  }

  static final String API = "/api/v1";

  static Route get(String path, Action action) {
    return new Route(HandlerType.GET, API + path, Access.USER, Kind.READ, action);
  }

  static Route stream(String path, Action action) {
    return new Route(HandlerType.GET, API + path, Access.USER, Kind.READ_OR_STREAM, action);
  }

  static Route post(String path, Action action) {
    return new Route(HandlerType.POST, API + path, Access.USER, Kind.COMMAND, action);
  }

  static Route postOrStream(String path, Action action) {
    return new Route(HandlerType.POST, API + path, Access.USER, Kind.COMMAND_OR_STREAM, action);
  }

  static Route put(String path, Action action) {
    return new Route(HandlerType.PUT, API + path, Access.USER, Kind.COMMAND, action);
  }

  static Route patch(String path, Action action) {
    return new Route(HandlerType.PATCH, API + path, Access.USER, Kind.COMMAND, action);
  }

  static Route delete(String path, Action action) {
    return new Route(HandlerType.DELETE, API + path, Access.USER, Kind.COMMAND, action);
  }

  /** For whoever keeps a copy, in whatever format it is. */
  static Route copy(String path, Action action) {
    return new Route(HandlerType.GET, API + path, Access.USER, Kind.DOCUMENT, action);
  }

  static Route open(String path, Action action) {
    return new Route(HandlerType.GET, path, Access.OPEN, Kind.READ, action);
  }

  static Route document(String path, Action action) {
    return new Route(HandlerType.GET, path, Access.OPEN, Kind.DOCUMENT, action);
  }

  Route only(Access other) {
    return new Route(method, path, other, kind, action);
  }

  boolean mayStream() {
    return kind == Kind.READ_OR_STREAM || kind == Kind.COMMAND_OR_STREAM;
  }

  boolean changes() {
    return kind == Kind.COMMAND || kind == Kind.COMMAND_OR_STREAM;
  }
}
