package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.RuntimeCommands;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.session.RequestKey;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A request of a known caller, as routes see it. */
record Exchange(Context context, Caller caller, Trace trace, HttpSettings.Bounds bounds) {

  private byte[] body() {
    try {
      return RequestBody.of(context, bounds);
    } catch (IOException e) {
      throw new BrokenOffException(e);
    }
  }

  Owner owner() {
    return caller.owner();
  }

  /**
   * Who decides.
   *
   * @throws ProblemException if the key has a name that no person can have
   */
  Reviewer reviewer() {
    try {
      return new Reviewer(caller.name(), caller.role());
    } catch (IllegalArgumentException e) {
      throw Problem.of(
              ProblemCode.FORBIDDEN,
              "the key's name " + e.getMessage() + "; use a key with another name")
          .exception();
    }
  }

  /** The session in the path; an id that is none names nothing. */
  SessionId session() {
    return path("id", "session", SessionId::parse);
  }

  /** A part of the path that identifies something. */
  <T> T path(String name, String what, Function<String, T> parse) {
    try {
      return parse.apply(context.pathParam(name));
    } catch (IllegalArgumentException e) {
      throw notFound(what);
    }
  }

  static ProblemException notFound(String what) {
    return Problem.of(ProblemCode.NOT_FOUND, "there is no such " + what).exception();
  }

  /** The members of the body; an absent body has none. */
  Members members() {
    byte[] bytes = body();
    return Members.of(bytes.length == 0 ? JsonObject.empty() : object(text(bytes)));
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Problem.of(ProblemCode.MALFORMED_JSON, "the body is not UTF-8").exception();
    }
  }

  private static JsonObject object(String text) {
    return switch (JsonText.read(text)) {
      case JsonText.Valid(JsonObject object) -> object;
      case JsonText.Valid other ->
          throw Problem.of(ProblemCode.MALFORMED_JSON, "the body must be a JSON object")
              .exception();
      case JsonText.Invalid invalid ->
          throw Problem.of(ProblemCode.MALFORMED_JSON, invalid.problem()).exception();
    };
  }

  /** The parameters of the query. */
  Query query() {
    return new Query(QueryText.read(context.queryString()));
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(context.header(name));
  }

  /**
   * The commands for this request: a request that comes again under its key is answered as it was
   * and does nothing.
   *
   * @param further other names under which the request may come again
   */
  RuntimeCommands once(AgentRuntime runtime, RequestKey... further) {
    var keys = new ArrayList<>(List.of(further));
    header("Idempotency-Key").ifPresent(key -> keys.add(key(key)));
    return commands(runtime).once(keys);
  }

  /** The commands for this request, at its place in the caller's trace. */
  RuntimeCommands commands(AgentRuntime runtime) {
    return runtime.within(trace.parent());
  }

  /**
   * The client's own id of a message, which names it within its session.
   *
   * @throws IllegalArgumentException if it is too long or has characters that are not visible
   */
  RequestKey messageKey(String id) {
    return new RequestKey(
        owner(), context.method().name(), context.path() + "#client_message_id", id, digest());
  }

  private RequestKey key(String key) {
    try {
      return new RequestKey(owner(), context.method().name(), context.path(), key, digest());
    } catch (IllegalArgumentException e) {
      throw Query.invalid("Idempotency-Key", String.valueOf(e.getMessage()));
    }
  }

  private Digest digest() {
    return Digest.of(body());
  }

  /**
   * The version that a change is based on.
   *
   * @throws ProblemException if none is named
   */
  long ifMatch() {
    String tag =
        header("If-Match")
            .orElseThrow(
                () ->
                    Problem.of(
                            ProblemCode.PRECONDITION_REQUIRED,
                            "send the ETag of what you read as If-Match, so that nobody's change is"
                                + " lost")
                        .exception());
    if (!tag.matches("\"[0-9]{1,18}\"")) {
      throw Problem.of(ProblemCode.VERSION_CONFLICT, "If-Match names no version of this")
          .exception();
    }
    return Long.parseLong(tag.substring(1, tag.length() - 1));
  }

  /** Whether the caller wants events rather than JSON. */
  boolean wantsEvents() {
    return AcceptHeader.of(context).events();
  }

  /** Parameters of the query. */
  record Query(Map<String, List<String>> given) {

    Optional<String> text(String name) {
      List<String> values = given.getOrDefault(name, List.of());
      if (values.size() > 1) {
        throw invalid(name, "is given more than once");
      }
      return values.stream().findFirst();
    }

    List<String> all(String name) {
      return given.getOrDefault(name, List.of());
    }

    <T> Optional<T> parsed(String name, Function<String, T> parse) {
      return text(name)
          .map(
              text -> {
                try {
                  return parse.apply(text);
                } catch (IllegalArgumentException e) {
                  throw invalid(name, String.valueOf(e.getMessage()));
                }
              });
    }

    /** One of these constants, by its name in lower case. */
    <E extends Enum<E>> Optional<E> constant(String name, List<E> constants) {
      return parsed(
          name,
          text ->
              Words.constant(constants, text)
                  .orElseThrow(
                      () -> new IllegalArgumentException(Words.expected(text, constants))));
    }

    int count(String name, int most, int fallback) {
      return whole(name, 1, most).map(Math::toIntExact).orElse(fallback);
    }

    Optional<Long> whole(String name, long least, long most) {
      return parsed(
          name,
          text -> {
            if (!text.matches("[0-9]{1,18}")
                || Long.parseLong(text) < least
                || Long.parseLong(text) > most) {
              throw new IllegalArgumentException(
                  "must be a whole number from " + least + " to " + most);
            }
            return Long.parseLong(text);
          });
    }

    boolean truth(String name) {
      return parsed(
              name,
              text ->
                  switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException("must be true or false");
                  })
          .orElse(false);
    }

    /** Refuses parameters that mean nothing here: a misspelt filter would show everything. */
    Query only(String... names) {
      List<String> known = List.of(names);
      given.keySet().stream()
          .filter(name -> !known.contains(name))
          .findFirst()
          .ifPresent(
              name -> {
                throw invalid(
                    name,
                    known.isEmpty()
                        ? "is not known here; there are no parameters"
                        : "is not known here; known are " + String.join(", ", known));
              });
      return this;
    }

    static ProblemException invalid(String name, String detail) {
      return new ProblemException(
          new Problem(
              ProblemCode.INVALID_REQUEST,
              "the parameter " + name + " " + detail,
              List.of(new Problem.Fault(name, detail)),
              JsonObject.empty(),
              Optional.empty()));
    }
  }
}
