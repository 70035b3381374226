package dev.agentruntime.application.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WebhookJsonTest {

  private static final Instant THEN = Instant.EPOCH;
  private static final WebhookJson WHOLE = new WebhookJson("id", true);
  private static final WebhookJson SPARSE = new WebhookJson("webhook_id", false);

  private static Webhook webhook(Optional<String> stopped) {
    return new Webhook(
        new WebhookId(new UUID(0, 1)),
        Owner.LOCAL,
        new WebhookTarget(URI.create("https://h.example/in"), List.of("turn.*"), Content.FULL),
        new Webhook.Since(THEN, THEN),
        new Webhook.Authors("key a", "key b", THEN),
        stopped);
  }

  private static Delivery delivery(Delivery.State state, Optional<String> outcome) {
    return new Delivery(
        new WebhookId(new UUID(0, 1)),
        new UUID(0, 2),
        new Occurrence.Place(new SessionId(new UUID(0, 3)), 4),
        "turn.completed",
        new Delivery.Progress(state, 1, THEN.plusSeconds(5), outcome, THEN, THEN));
  }

  private static void assertJson(JsonObject json, String expected) {
    assertThat(json).hasToString(expected.replace('\'', '"').replace("\n", ""));
  }

  @Test
  void a_webhook_is_the_same_everywhere_but_for_its_id_and_what_it_has_not() {
    String rest =
        """
        ,'types':['turn.*'],'url':'https://h.example/in'\
        """;
    assertJson(
        WHOLE.write(webhook(Optional.empty())),
        """
        {'active':true,'changed_at':'1970-01-01T00:00:00Z','changed_by':'key b',
        'content':'full','created_at':'1970-01-01T00:00:00Z','created_by':'key a',
        'id':'00000000-0000-0000-0000-000000000001','stopped_because':null\
        """
            + rest
            + "}");
    assertJson(
        SPARSE.write(webhook(Optional.empty())),
        """
        {'active':true,'changed_at':'1970-01-01T00:00:00Z','changed_by':'key b',\
        'content':'full','created_at':'1970-01-01T00:00:00Z','created_by':'key a'\
        """
            + rest
            + ",'webhook_id':'00000000-0000-0000-0000-000000000001'}");
    assertThat(SPARSE.write(webhook(Optional.of("gone"))).string("stopped_because"))
        .contains("gone");
    assertThat(SPARSE.write(webhook(Optional.of("gone"))).bool("active")).contains(false);
  }

  @Test
  void the_secret_is_in_the_one_answer_that_hands_it_out() {
    var secret = WebhookSecret.parse("whsec_c2VjcmV0");

    JsonObject json = WHOLE.write(new Webhooks.Secretly(webhook(Optional.empty()), secret));

    assertThat(json.string("secret")).contains(secret.reveal());
    assertThat(WHOLE.write(webhook(Optional.empty())).get("secret")).isEmpty();
  }

  @Test
  void what_is_not_sent_again_has_no_next_attempt() {
    assertJson(
        WHOLE.write(delivery(Delivery.State.DEAD, Optional.of("410"))),
        """
        {'attempts':1,'enqueued_at':'1970-01-01T00:00:00Z',
        'event_id':'00000000-0000-0000-0000-000000000002','next_attempt_at':null,
        'outcome':'410','position':4,'session_id':'00000000-0000-0000-0000-000000000003',
        'state':'dead','type':'turn.completed'}\
        """);
    assertJson(
        SPARSE.write(delivery(Delivery.State.PENDING, Optional.empty())),
        """
        {'attempts':1,'enqueued_at':'1970-01-01T00:00:00Z',
        'event_id':'00000000-0000-0000-0000-000000000002',
        'next_attempt_at':'1970-01-01T00:00:05Z',
        'position':4,'session_id':'00000000-0000-0000-0000-000000000003',
        'state':'pending','type':'turn.completed'}\
        """);
  }
}
