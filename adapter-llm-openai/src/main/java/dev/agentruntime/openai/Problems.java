package dev.agentruntime.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.openai.Problem.Handling;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says what went wrong, where, and what to check. */
final class Problems {

  private static final String CHECK_SERVER =
      "Check that the server runs and that the base URL is its address.";

  private final OpenAiSettings settings;
  private final LooseJson json;
  private final Redaction redaction;
  private final String url;

  Problems(OpenAiSettings settings, LooseJson json) {
    this.settings = settings;
    this.json = json;
    this.redaction = Redaction.of(settings.endpoint());
    this.url = settings.endpoint().baseUrl() + "/chat/completions";
  }

  /** Of a request that failed, or a body that broke off. */
  Problem of(Throwable cause, boolean answered) {
    return switch (cause) {
      case OpenAIServiceException refusal -> ofRefusal(refusal);
      case OpenAIIoException io when io.getCause() instanceof IOException inner ->
          ofNetwork(inner, answered);
      case IOException io -> ofNetwork(io, answered);
      default ->
          Problem.of(
              FailureKind.INTERNAL,
              Handling.FINAL,
              "The request to "
                  + url
                  + " failed within the runtime: "
                  + redaction.apply("" + cause)
                  + ".");
    };
  }

  private Problem ofNetwork(IOException cause, boolean answered) {
    if (cause instanceof TooMuchException) {
      return Problem.of(
          FailureKind.UNAVAILABLE,
          Handling.FINAL,
          url + " sent " + cause.getMessage() + "; that is no reply of a model.");
    }
    if (answered) {
      return unwell("The connection to " + url + " broke: " + redaction.apply("" + cause) + ".");
    }
    return switch (cause) {
      case SocketTimeoutException e -> timeout("connect", settings.timeouts().connect());
      case UnknownHostException e ->
          unwell("The host of " + url + " is not known. " + CHECK_SERVER);
      case ConnectException e -> unreachable(e);
      case NoRouteToHostException e -> unreachable(e);
      case SSLException e ->
          Problem.of(
              FailureKind.UNAVAILABLE,
              Handling.UNWELL,
              "No secure connection to "
                  + url
                  + ": "
                  + redaction.apply("" + e.getMessage())
                  + ". Check https or http in the base URL, and the server's certificate.");
      default -> unreachable(cause);
    };
  }

  private Problem unreachable(IOException cause) {
    return unwell(
        url
            + " cannot be reached: "
            + redaction.apply("" + cause.getMessage())
            + ". "
            + CHECK_SERVER);
  }

  /** Of a timeout that ran out. */
  Problem timeout(String name, Duration limit) {
    return Problem.of(
        FailureKind.TIMEOUT,
        Handling.RETRY_UNWELL,
        url + ": the " + name + " timeout of " + Durations.spoken(limit) + " ran out.");
  }

  /** Of a stream that ended before its end. */
  Problem unfinished() {
    return unwell(
        url
            + " ended the reply in the middle: neither a finish reason nor [DONE] came. The server"
            + " or a proxy before it broke off.");
  }

  /** Of a body without anything in it. */
  Problem empty() {
    return unwell(url + " sent an empty answer.");
  }

  /** Of an event that is no JSON. */
  Problem unreadable(String data) {
    return unwell(url + " sent an event that is not JSON: " + quoted(data) + ".");
  }

  /** Of a call that the limit on output cut. */
  Problem outputLimit() {
    return Problem.of(
        FailureKind.CUT,
        Handling.FINAL,
        "The limit on output tokens cut a tool call of "
            + settings.model()
            + " in the middle. Raise the limit, or ask for smaller steps.");
  }

  /** Of a filter that left nothing. */
  Problem filtered() {
    return Problem.of(
        FailureKind.REJECTED,
        Handling.FINAL,
        url + " withheld the reply by its content filter. Say it in other words.");
  }

  /** Of an error that a proxy gave out as text. */
  Problem disguised(String error) {
    return unwell(url + " answered with an error of what is behind it: " + quoted(error) + ".");
  }

  /** Of a body that is neither a stream nor a completion. */
  Problem notAReply(String body, String contentType) {
    String type = contentType.isBlank() ? "no content type" : redaction.apply(contentType);
    return Problem.of(
        FailureKind.REJECTED,
        Handling.FINAL,
        url
            + " answered with something else than a reply ("
            + type
            + "): "
            + quoted(body)
            + ". Check the base URL.");
  }

  /** Of a JSON body that ends in the middle. */
  Problem cutBody() {
    return unwell(url + " sent a completion without its end.");
  }

  /** Of an error that came where chunks were expected. */
  Problem ofError(JsonNode error) {
    int status = error.path("code").asInt(error.path("status").asInt(0));
    String said = said(error);
    if (status >= 400 && status < 500) {
      return ofStatus(status, said, code(error), Optional.empty());
    }
    return unwell(url + " sent an error instead of a reply" + said + ".");
  }

  /** Of a request that was not sent, because too many before it failed. */
  Problem leftAlone(Duration left, String lastFailure) {
    return Problem.of(
        FailureKind.UNAVAILABLE,
        Handling.FINAL,
        url
            + " failed "
            + settings.retries().failuresToOpen()
            + " times in a row and is not asked again for "
            + Durations.spoken(left)
            + ". The last failure: "
            + lastFailure);
  }

  private Problem ofRefusal(OpenAIServiceException refusal) {
    JsonNode body = json.tree(refusal.body());
    int status = refusal.statusCode();
    if (status >= 300 && status < 400) {
      return Problem.of(
          FailureKind.REJECTED,
          Handling.FINAL,
          url
              + " answered "
              + status
              + ", a redirect. Redirects are not followed, the key would go along: set"
              + " the base URL to the final address.");
    }
    return ofStatus(status, said(body), code(body), RetryAfter.of(refusal.headers()));
  }

  private Problem ofStatus(int status, String said, String code, Optional<Duration> retryAfter) {
    String answer = url + " answered " + status + said + ". ";
    if (code.equals("insufficient_quota")) {
      return account(answer);
    }
    return switch (status) {
      case 401, 402, 403 -> account(answer);
      case 408 -> new Problem(FailureKind.TIMEOUT, answer, Handling.RETRY_UNWELL, retryAfter);
      case 409, 425, 429 ->
          new Problem(
              FailureKind.UNAVAILABLE,
              answer + "It is overloaded or limits how often it may be asked.",
              Handling.RETRY,
              retryAfter);
      case 404 ->
          rejected(answer + "Check the base URL and the model name \"" + settings.model() + "\".");
      default ->
          status >= 500
              ? new Problem(
                  FailureKind.UNAVAILABLE,
                  answer + "The error is the server's.",
                  Handling.RETRY_UNWELL,
                  retryAfter)
              : rejected(
                  answer
                      + "Check what the model \""
                      + settings.model()
                      + "\" of this server can do.");
    };
  }

  private static Problem account(String answer) {
    return Problem.of(
        FailureKind.AUTHENTICATION,
        Handling.FINAL,
        answer
            + "Check the API key, that it belongs to the base URL, and what its account may"
            + " use.");
  }

  private static Problem rejected(String message) {
    return Problem.of(FailureKind.REJECTED, Handling.FINAL, message);
  }

  private static Problem unwell(String message) {
    return Problem.of(FailureKind.UNAVAILABLE, Handling.RETRY_UNWELL, message);
  }

  /** What a body or an error says in words, in whichever of the usual places. */
  private String said(JsonNode body) {
    JsonNode error = body.path("error").isContainerNode() ? body.path("error") : body;
    for (String member : new String[] {"message", "detail", "error"}) {
      String text = LooseJson.text(error.get(member));
      if (!text.isBlank()) {
        return ": " + quoted(text);
      }
    }
    if (error.isMissingNode() || error.isNull()) {
      return "";
    }
    return ": " + quoted(error.isTextual() ? error.textValue() : error.toString());
  }

  private static String code(JsonNode body) {
    return LooseJson.text(body.get("code"));
  }

  private String quoted(String text) {
    return "\"" + redaction.apply(text) + "\"";
  }
}
