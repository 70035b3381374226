package dev.agentruntime.http;

import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An answer that says what is wrong (RFC 9457).
 *
 * @param detail what is wrong here and how to mend it; never the text of an exception
 * @param faults the members that are wrong
 * @param extra further members, such as the decision that was first
 */
record Problem(
    ProblemCode code,
    String detail,
    List<Fault> faults,
    JsonObject extra,
    Optional<Duration> retryAfter) {

  /** Where the pages about problems are; relative, since each server shows its own. */
  static final String PAGES = "/docs/errors/";

  Problem {
    faults = List.copyOf(faults);
  }

  static Problem of(ProblemCode code, String detail) {
    return new Problem(code, detail, List.of(), JsonObject.empty(), Optional.empty());
  }

  Problem with(List<Fault> wrong) {
    return new Problem(code, detail, wrong, extra, retryAfter);
  }

  Problem with(JsonObject members) {
    return new Problem(code, detail, faults, members, retryAfter);
  }

  Problem retryAfter(Duration pause) {
    return new Problem(code, detail, faults, extra, Optional.of(pause));
  }

  ProblemException exception() {
    return new ProblemException(this);
  }

  /**
   * Something wrong with one member.
   *
   * @param pointer to it (RFC 6901), or the name of a parameter or header
   */
  record Fault(String pointer, String detail) {
    JsonValue json() {
      return JsonObject.builder().put("pointer", pointer).put("detail", detail).build();
    }
  }

  /**
   * The body.
   *
   * @param instance the path that was asked for
   */
  JsonObject json(String instance, String traceId) {
    var json =
        JsonObject.builder()
            .put("type", PAGES + code.id())
            .put("title", code.title())
            .put("status", code.status())
            .put("detail", detail)
            .put("instance", instance)
            .put("code", code.id())
            .put("retryable", code.isRetryable())
            .put("trace_id", traceId);
    if (!faults.isEmpty()) {
      json.put("errors", new JsonArray(faults.stream().map(Fault::json).toList()));
    }
    extra.members().forEach(json::put);
    return json.build();
  }
}
