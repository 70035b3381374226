package dev.agentruntime.http;

import java.util.Locale;

/**
 * What can go wrong, by a name that stays. Each has a page in {@code docs/errors}; statuses are
 * those of RFC 9110 and RFC 6585.
 */
enum ProblemCode {
  /** The body is no JSON that this API takes. */
  MALFORMED_JSON(400, "The body is not valid JSON"),
  /** Members are missing, unknown, or of the wrong kind. */
  INVALID_REQUEST(400, "The request has the wrong shape"),
  /** The request line or a header cannot be read. */
  BAD_REQUEST(400, "The request cannot be read"),
  /** No key, or one that is not known. */
  UNAUTHORIZED(401, "A valid key is needed"),
  /** The key's role does not reach. */
  FORBIDDEN(403, "The key may not do this"),
  /** The Host header names somebody else. */
  HOST_REFUSED(403, "This host is not served here"),
  /** A page of another origin is behind the request. */
  ORIGIN_REFUSED(403, "Pages of this origin may not call"),
  /** There is no such thing, or it is another owner's. */
  NOT_FOUND(404, "There is no such thing"),
  /** The path takes other methods. */
  METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
  /** The Accept header leaves nothing to send. */
  NOT_ACCEPTABLE(406, "There is no acceptable form of the answer"),
  /** The request took too long to arrive. */
  REQUEST_TIMEOUT(408, "The request took too long"),
  /** A turn is open. */
  SESSION_BUSY(409, "The session is busy"),
  /** The session takes nothing more. */
  SESSION_CLOSED(409, "The session is closed"),
  /** Somebody else decided first, and otherwise. */
  ALREADY_DECIDED(409, "The approval is decided already"),
  /** What was decided on or executed is not what is asked for. */
  STALE_DIGEST(409, "The digest is not the current one"),
  /** The call does not wait for this result. */
  RESULT_REFUSED(409, "The result is not awaited"),
  /** The call was answered otherwise. */
  RESULT_CONFLICT(409, "The call has another answer already"),
  /** The agent cannot be switched to. */
  SWITCH_REFUSED(409, "The agent cannot be switched"),
  /** The approval's time is over. */
  EXPIRED(410, "The approval has expired"),
  /** Somebody else changed the resource. */
  VERSION_CONFLICT(412, "The resource has changed"),
  /** The body is larger than allowed. */
  PAYLOAD_TOO_LARGE(413, "The body is too large"),
  /** The address is longer than allowed. */
  URI_TOO_LONG(414, "The address is too long"),
  /** The body is not declared as JSON, or is encoded. */
  UNSUPPORTED_MEDIA_TYPE(415, "The form of the body is not supported"),
  /** A rule of the runtime forbids it. */
  RULE_BROKEN(422, "A rule forbids it"),
  /** The idempotency key belongs to another request. */
  KEY_REUSED(422, "The idempotency key was used for another request"),
  /** The change names no version. */
  PRECONDITION_REQUIRED(428, "If-Match is needed"),
  /** The key's share of requests is used up. */
  TOO_MANY_REQUESTS(429, "Too many requests"),
  /** The key has as many streams as it may have. */
  TOO_MANY_STREAMS(429, "Too many open streams"),
  /** The headers are larger than allowed. */
  HEADERS_TOO_LARGE(431, "The headers are too large"),
  /** A defect of the runtime. */
  INTERNAL(500, "Something went wrong inside"),
  /** The store does not answer, or the server is stopping. */
  UNAVAILABLE(503, "Not available at the moment");

  private final int status;
  private final String title;

  ProblemCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  /** The name on the wire. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the same request may succeed later. */
  boolean isRetryable() {
    return switch (this) {
      case REQUEST_TIMEOUT, TOO_MANY_REQUESTS, TOO_MANY_STREAMS, UNAVAILABLE -> true;
      default -> false;
    };
  }

  /** What a status without a cause of its own stands for; the server's own answers have one. */
  static ProblemCode ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHORIZED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 408 -> REQUEST_TIMEOUT;
      case 413 -> PAYLOAD_TOO_LARGE;
      case 414 -> URI_TOO_LONG;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 431 -> HEADERS_TOO_LARGE;
      case 503 -> UNAVAILABLE;
      // A transfer coding or a version of HTTP that is not spoken here is the caller's fault.
      case 501, 505 -> BAD_REQUEST;
      default -> status < 500 ? BAD_REQUEST : INTERNAL;
    };
  }
}
