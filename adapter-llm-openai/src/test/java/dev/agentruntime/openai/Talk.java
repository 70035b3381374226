package dev.agentruntime.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.ChatModel.Outcome;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolSpec;
import dev.agentruntime.openai.OpenAiSettings.Endpoint;
import dev.agentruntime.openai.OpenAiSettings.Retries;
import dev.agentruntime.openai.OpenAiSettings.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** What the tests ask, with which settings, and what they see of the answer. */
final class Talk implements ChatModel.DeltaSink {

  static final String KEY = "sk-canary-0123456789";

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();

  static OpenAiSettings settings(FakeEndpoint endpoint) {
    return OpenAiSettings.of(Endpoint.of(endpoint.url(), KEY), "some-model")
        .withTimeouts(seconds(5, 5, 20))
        .withRetries(retries(0, 1000));
  }

  static Timeouts seconds(double firstByte, double idle, double whole) {
    return new Timeouts(Duration.ofSeconds(2), of(firstByte), of(idle), of(whole));
  }

  private static Duration of(double seconds) {
    return Duration.ofMillis((long) (seconds * 1000));
  }

  static Retries retries(int max, int failuresToOpen) {
    return new Retries(
        max, Duration.ofMillis(1), Duration.ofMillis(200), failuresToOpen, Duration.ofMinutes(1));
  }

  static ChatModel.Request request(List<Message> messages, List<ToolSpec> tools) {
    return new ChatModel.Request(new SessionId(new UUID(1, 1)), Purpose.REPLY, 0, messages, tools);
  }

  static ChatModel.Request hello() {
    return request(List.of(user("hello")), List.of());
  }

  static Message.User user(String text) {
    return new Message.User(new MessageId(new UUID(2, 2)), text);
  }

  /** Asks a new model. */
  static Outcome ask(OpenAiSettings settings) throws InterruptedException {
    return new Talk().asks(settings);
  }

  static Outcome ask(FakeEndpoint endpoint) throws InterruptedException {
    return ask(settings(endpoint));
  }

  Outcome asks(OpenAiSettings settings) throws InterruptedException {
    try (var model = new OpenAiChatModel(settings)) {
      return model.chat(hello(), this);
    }
  }

  static ChatModel.Reply replied(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Replied.class);
    return ((Outcome.Replied) outcome).reply();
  }

  static String failed(Outcome outcome, FailureKind kind) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    var failure = (Outcome.Failed) outcome;
    assertThat(failure.kind()).as(failure.message()).isEqualTo(kind);
    assertThat(failure.message()).doesNotContain(KEY);
    return failure.message();
  }

  @Override
  public void text(String piece) {
    assertThat(piece).isNotEmpty();
    text.append(piece);
  }

  @Override
  public void reasoning(String piece) {
    assertThat(piece).isNotEmpty();
    reasoning.append(piece);
  }

  String text() {
    return text.toString();
  }

  String reasoning() {
    return reasoning.toString();
  }

  boolean sawNothing() {
    return text.isEmpty() && reasoning.isEmpty();
  }
}
