package dev.agentruntime.application.webhook;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static dev.agentruntime.testkit.Stories.REVIEWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.session.CloseSession;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.testkit.FakeReceiver;
import dev.agentruntime.testkit.Scenario;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebhookStoryTest {

  private static final URI URL = URI.create("https://hooks.example/");

  private final FakeReceiver receiver = new FakeReceiver();

  private static Scenario edits(Scenario story) {
    return story
        .modelCalls(call("write_file", "{\"path\":\"a.txt\",\"content\":\"the secret plan\"}"))
        .modelReplies("Done.");
  }

  private static Webhooks.Secretly add(Webhooks webhooks, Content content) {
    return webhooks.add(
        new AddWebhook(Owner.LOCAL, new WebhookTarget(URL, WebhookTarget.DEFAULT_TYPES, content)),
        REVIEWER);
  }

  private static JsonObject data(FakeReceiver.Message message) {
    return message.json().object("data").orElseThrow();
  }

  @Test
  void a_person_is_told_while_the_turn_waits_and_again_when_it_is_done() {
    try (Scenario story = edits(Scenario.given().webhooks(receiver))) {
      Webhooks.Secretly added = add(story.runtime().webhooks(), Content.REDACTED);

      story.userSays("write a.txt");

      FakeReceiver.Message asked = receiver.await("approval.requested");
      assertThat(asked.isSignedWith(added.secret().reveal())).isTrue();
      assertThat(asked.url()).isEqualTo(URL);
      assertThat(asked.json().string("session_id")).contains(story.open().toString());
      assertThat(asked.json().string("event_id")).contains(asked.id());
      assertThat(asked.json().string("timestamp")).isEqualTo(asked.json().string("at"));
      assertThat(asked.header("Content-Type")).isEqualTo("application/json");
      assertThat(data(asked).string("approval_id"))
          .contains(story.pending("write_file").id().toString());
      assertThat(asked.body()).doesNotContain("the secret plan");

      story.approved("write_file");
      receiver.await("turn.completed");
    }
  }

  @Test
  void who_wants_everything_gets_everything() {
    try (Scenario story = edits(Scenario.given().webhooks(receiver))) {
      add(story.runtime().webhooks(), Content.FULL);
      story.userSays("write a.txt");

      assertThat(receiver.await("approval.requested").body()).contains("the secret plan");
    }
  }

  @Test
  void the_receiver_is_told_the_place_in_a_trace_where_there_is_one() {
    var trace = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    try (Scenario story = Scenario.given().webhooks(receiver).modelReplies("Done.")) {
      story
          .runtime()
          .webhooks()
          .add(
              new AddWebhook(
                  Owner.LOCAL,
                  new WebhookTarget(
                      URL, List.of("session.closed", "turn.completed"), Content.REDACTED)),
              REVIEWER);
      story.userSays("hello");
      story.runtime().within(Optional.of(trace)).close(new CloseSession(Owner.LOCAL, story.open()));

      assertThat(receiver.await("session.closed").header("traceparent")).isEqualTo(trace.value());
      assertThat(receiver.await("turn.completed").headers()).doesNotContainKey("traceparent");
    }
  }

  /** The first process tells nobody anything: it dies between the commits and that. */
  @Test
  void what_a_process_recorded_and_did_not_tell_is_told_by_the_next() {
    try (Scenario story = edits(Scenario.given())) {
      add(new Webhooks(story.store(), receiver, new UuidV7()), Content.REDACTED);
      story.userSays("write a.txt").approved("write_file");
      assertThat(receiver.messages()).isEmpty();

      story.webhooks(receiver).processDies();

      receiver.await("approval.requested");
      receiver.await("turn.completed");
      assertThat(receiver.messages()).hasSize(2);
    }
  }

  @Test
  void a_runtime_that_sends_none_takes_none() {
    try (Scenario story = Scenario.given()) {
      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(() -> add(story.runtime().webhooks(), Content.REDACTED))
          .withMessageContaining("sends no webhooks");
    }
  }

  @Test
  void what_is_told_within_the_process_alone_cannot_be_sent() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new WebhookTarget(URL, List.of("agent.processing.*"), Content.REDACTED).checked())
        .withMessageContaining("agent.processing.*");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new AddWebhook(
                    Owner.LOCAL,
                    new WebhookTarget(URL, List.of("turn.compleded"), Content.REDACTED)))
        .withMessageContaining("did you mean turn.completed?");
    assertThat(new WebhookTarget(URL, List.of("*", "hitl.*"), Content.REDACTED).checked().types())
        .containsExactly("*", "approval.*");
    assertThat(new WebhookTarget(URI.create("https://h/x?token=t"), List.of("*"), Content.FULL))
        .asString()
        .doesNotContain("token");
  }
}
