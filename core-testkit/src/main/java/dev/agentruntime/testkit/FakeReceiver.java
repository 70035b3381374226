package dev.agentruntime.testkit;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.WebhookTransport;
import dev.agentruntime.domain.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Takes webhooks instead of the world. Answers 200 unless it is told otherwise. */
public final class FakeReceiver implements WebhookTransport {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<Message> messages = new ArrayList<>();
  private Result result = new Result.Answered(200, Optional.empty());
  private boolean dying;
  private boolean refusing;

  /** What came. */
  public record Message(URI url, Map<String, String> headers, String body) {

    /** The message's id. */
    public String id() {
      return header("webhook-id");
    }

    /** A header that has to be there. */
    public String header(String name) {
      return Objects.requireNonNull(headers.get(name), name);
    }

    /** The body. */
    public JsonObject json() {
      return JsonText.readObject(body);
    }

    /** Whether one of its signatures is of a secret, worked out as a receiver does. */
    public boolean isSignedWith(String secret) {
      byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
      String signed = String.join(".", id(), header("webhook-timestamp"), body);
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        String expected =
            "v1,"
                + Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        return Arrays.asList(header("webhook-signature").split(" ")).contains(expected);
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** From now on it answers with a status. */
  public synchronized void answers(int status) {
    answers(new Result.Answered(status, Optional.empty()));
  }

  /** From now on this comes of it. */
  public synchronized void answers(Result outcome) {
    result = outcome;
    dying = false;
  }

  /** From now on the process that sends dies on the way. */
  public synchronized void dies() {
    dying = true;
  }

  /** From now on nothing may be sent anywhere. */
  public synchronized void refuses() {
    refusing = true;
  }

  /** The first message about an event of a type; waits for it. */
  public synchronized Message await(String type) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Optional<Message> found = first(type);
    while (found.isEmpty()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("nothing about " + type + " came; there came " + messages);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while waiting for " + type, e);
      }
      found = first(type);
    }
    return found.get();
  }

  private Optional<Message> first(String type) {
    return messages.stream()
        .filter(message -> message.json().string("type").equals(Optional.of(type)))
        .findFirst();
  }

  /** What came so far. */
  public synchronized List<Message> messages() {
    return List.copyOf(messages);
  }

  @Override
  public synchronized Result post(URI target, Map<String, String> headers, byte[] body)
      throws InterruptedException {
    if (dying) {
      throw new InterruptedException("the process died");
    }
    messages.add(new Message(target, headers, new String(body, StandardCharsets.UTF_8)));
    notifyAll();
    return result;
  }

  @Override
  public synchronized Optional<String> refusal(URI target) {
    return refusing ? Optional.of("nothing may be sent there") : Optional.empty();
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
