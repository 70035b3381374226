package dev.agentruntime.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.query.ReadEvents;
import dev.agentruntime.application.webhook.Delivery;
import dev.agentruntime.application.webhook.Occurrence;
import dev.agentruntime.application.webhook.WebhookId;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.FakeReceiver;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Who is told what happens, over HTTP. */
@Timeout(60)
class WebhookRoutesTest {

  private static final String WEBHOOKS = "/api/v1/webhooks";
  private static final String URL = "https://hooks.example/in?token=t";

  private final Persistence store = new InMemoryPersistence();
  private final Served server = Served.over(store);

  @AfterEach
  void stop() {
    server.close();
  }

  private Served.Answer send(String method, String path, String body) {
    HttpRequest.Builder request = server.as(Served.ADMIN, path);
    return server.send(
        body.isEmpty()
            ? request.method(method, HttpRequest.BodyPublishers.noBody())
            : request
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  private Served.Answer add(String rest) {
    return send("POST", WEBHOOKS, "{\"url\":\"" + URL + "\"" + rest + "}");
  }

  private String added(String rest) {
    return add(rest).header("Location").orElseThrow();
  }

  private JsonObject read(String path) {
    return send("GET", path, "").json();
  }

  private static List<String> pointers(Served.Answer refused) {
    return refused.json().array("errors").stream()
        .map(fault -> ((JsonObject) fault).string("pointer").orElseThrow())
        .toList();
  }

  @Test
  void a_webhook_tells_its_secret_when_it_is_made_and_never_again() {
    Served.Answer made = add("");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Cache-Control")).contains("no-store");
    String secret = made.json().string("secret").orElseThrow();
    String path = made.header("Location").orElseThrow();
    JsonObject webhook = read(path);
    assertThat(webhook.string("url")).contains(URL);
    assertThat(webhook.strings("types"))
        .containsExactly("approval.requested", "turn.completed", "turn.failed");
    assertThat(webhook.string("content")).contains("redacted");
    assertThat(webhook.bool("active")).contains(true);
    assertThat(webhook.string("created_by")).contains("admin");
    assertThat(webhook.string("changed_by")).contains("admin");
    assertThat(webhook.string("changed_at")).isEqualTo(webhook.string("created_at"));
    assertThat(read(WEBHOOKS).array("data")).containsExactly(webhook);
    for (String answer :
        List.of(
            read(WEBHOOKS).canonical(),
            webhook.canonical(),
            send("PATCH", path, "{\"active\":false}").text(),
            read(path + "/deliveries").canonical())) {
      assertThat(answer).doesNotContain(secret, "\"secret\"");
    }
  }

  @Test
  void what_happens_is_sent_as_the_document_says_and_signed_with_the_secret() {
    String secret =
        add(",\"types\":[\"turn.completed\"],\"content\":\"full\"")
            .json()
            .string("secret")
            .orElseThrow();
    server.model().thenReplies("All is well.");
    String session = server.session("{\"agent\":\"coder\"}");
    server.post(session + "/messages", "{\"content\":\"go\"}");

    FakeReceiver.Message message = server.receiver().await("turn.completed");
    assertThat(message.url()).hasToString(URL);
    assertThat(message.isSignedWith(secret)).isTrue();
    requireDocumented(message);
    JsonObject event = message.json();
    assertThat(event.string("type")).contains("turn.completed");
    assertThat(event.string("event_id")).contains(message.id());
    assertThat(event.string("timestamp")).isEqualTo(event.string("at"));
    assertThat(event.object("data").orElseThrow().string("text")).contains("All is well.");
    assertThat(session).endsWith(event.string("session_id").orElseThrow());
  }

  private static void requireDocumented(FakeReceiver.Message message) {
    JsonObject post =
        ApiDocument.shipped()
            .root()
            .object("webhooks")
            .flatMap(all -> all.object("event"))
            .flatMap(event -> event.object("post"))
            .orElseThrow();
    assertThat(
            ResponseContract.shipped()
                .isValid(
                    JsonText.readObject("{\"$ref\":\"#/components/schemas/WebhookMessage\"}"),
                    message.body()))
        .as(message.body())
        .isTrue();
    assertThat(post.canonical()).contains("#/components/schemas/WebhookMessage");
    assertThat(post.array("parameters"))
        .extracting(parameter -> ((JsonObject) parameter).string("name").orElseThrow())
        .allSatisfy(name -> assertThat(message.headers()).containsKey(name));
  }

  @Test
  void what_people_and_models_wrote_stays_here_unless_it_is_asked_for() {
    add(",\"types\":[\"approval.requested\",\"session.message.*\"]");
    server.asked(server.session("{\"agent\":\"coder\"}"), "make secrets");

    FakeReceiver.Message first = server.receiver().await("session.message.added");
    FakeReceiver.Message second = server.receiver().await("approval.requested");
    for (FakeReceiver.Message message : List.of(first, second)) {
      requireDocumented(message);
      assertThat(message.body()).doesNotContain("make secrets", "\"go\"");
    }
  }

  @Test
  void a_new_secret_signs_beside_the_one_before() {
    Served.Answer made = add(",\"types\":[\"session.created\"]");
    String former = made.json().string("secret").orElseThrow();
    Served.Answer rotated = send("POST", made.header("Location").orElseThrow() + "/secret", "");

    String secret = rotated.json().string("secret").orElseThrow();
    assertThat(rotated.status()).isEqualTo(200);
    assertThat(secret).isNotEqualTo(former);
    server.session("{}");
    FakeReceiver.Message message = server.receiver().await("session.created");
    assertThat(message.isSignedWith(secret)).isTrue();
    assertThat(message.isSignedWith(former)).isTrue();
    requireDocumented(message);
  }

  @Test
  void a_key_for_repetition_keeps_no_secret() {
    List<Served.Answer> answers =
        IntStream.range(0, 2)
            .mapToObj(
                i ->
                    server.send(
                        server
                            .as(Served.ADMIN, WEBHOOKS)
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", "k1")
                            .POST(
                                HttpRequest.BodyPublishers.ofString("{\"url\":\"" + URL + "\"}"))))
            .toList();

    assertThat(answers).extracting(Served.Answer::status).containsOnly(201);
    assertThat(answers)
        .extracting(answer -> answer.json().string("secret"))
        .doesNotHaveDuplicates();
    assertThat(
            ApiDocument.shipped().operations().stream()
                .filter(operation -> operation.path().startsWith(WEBHOOKS))
                .flatMap(operation -> ApiDocument.shipped().parameters(operation).stream())
                .map(parameter -> parameter.string("name").orElseThrow()))
        .doesNotContain("Idempotency-Key");
  }

  private static Map<String, JsonValue> without(JsonObject json, String name) {
    var rest = new HashMap<>(json.members());
    rest.remove(name);
    return rest;
  }

  @Test
  void what_is_named_is_changed_and_the_rest_stays() {
    String path = added(",\"types\":[\"turn.*\"],\"content\":\"full\"");

    JsonObject stopped = send("PATCH", path, "{\"active\":false}").json();
    assertThat(stopped.bool("active")).contains(false);
    assertThat(stopped.string("stopped_because")).contains("stopped by its owner");
    assertThat(stopped.string("url")).contains(URL);
    assertThat(stopped.strings("types")).containsExactly("turn.*");
    JsonObject changed =
        send(
                "PATCH",
                path,
                "{\"url\":\"https://other.example/\",\"types\":[\"hitl.decision.made\"],"
                    + "\"content\":\"redacted\",\"active\":true}")
            .json();
    assertThat(changed.string("url")).contains("https://other.example/");
    assertThat(changed.strings("types")).containsExactly("approval.approved", "approval.rejected");
    assertThat(changed.string("content")).contains("redacted");
    assertThat(changed.bool("active")).contains(true);
    assertThat(read(path)).isEqualTo(changed);
    JsonObject same = send("PATCH", path, "{\"url\":null}").json();
    assertThat(same.members())
        .containsAllEntriesOf(without(changed, "changed_at"))
        .hasSameSizeAs(changed.members());

    assertThat(send("DELETE", path, "").status()).isEqualTo(204);
    assertThat(send("GET", path, "").status()).isEqualTo(404);
    assertThat(send("DELETE", path, "").status()).isEqualTo(404);
  }

  @Test
  void everything_that_is_wrong_is_told_at_once() {
    Served.Answer refused =
        send(
            "POST",
            WEBHOOKS,
            "{\"url\":\"hooks.example?token=t\",\"types\":[\"turn.*\",\"turn.complete\",7],"
                + "\"content\":\"ful\",\"secret\":\"s\"}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(pointers(refused))
        .containsExactlyInAnyOrder("/url", "/types/1", "/types/2", "/content", "/secret");
    assertThat(refused.text())
        .contains("did you mean turn.completed?", "did you mean full?")
        .doesNotContain("token=t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | /url",
        "{\"url\":\"\"} | /url",
        "{\"url\":7} | /url",
        "{\"url\":\"ftp://hooks.example/\"} | /url",
        "{\"url\":\"https://\"} | /url",
        "{\"url\":\"https:///in\"} | /url",
        "{\"url\":\"https://hooks.example/a b\"} | /url",
        "{\"url\":\"https://hooks.example/in\",\"types\":[]} | /types",
        "{\"url\":\"https://hooks.example/in\",\"types\":\"turn.*\"} | /types",
        "{\"url\":\"https://hooks.example/in\",\"types\":[\"llm.request.started\"]} | /types/0",
        "{\"url\":\"https://hooks.example/in\",\"types\":[\"mine.done\"]} | /types/0",
        "{\"url\":\"https://hooks.example/in\",\"active\":false} | /active"
      })
  void a_body_of_the_wrong_shape_is_refused(String body, String pointer) {
    Served.Answer refused = send("POST", WEBHOOKS, body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(pointers(refused)).containsExactly(pointer);
    assertThat(read(WEBHOOKS).array("data")).isEmpty();
  }

  @Test
  void where_nothing_may_be_sent_is_a_broken_rule() {
    String path = added("");
    server.receiver().refuses();

    for (Served.Answer refused :
        List.of(add(""), send("PATCH", path, "{\"url\":\"" + URL + "\"}"))) {
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.json().string("code")).contains("rule_broken");
      assertThat(pointers(refused)).containsExactly("/url");
    }
    assertThat(send("PATCH", path, "{\"active\":false}").status()).isEqualTo(200);
  }

  @Test
  void one_more_than_there_may_be_is_refused() {
    for (int i = 0; i < 20; i++) {
      assertThat(add("").status()).isEqualTo(201);
    }
    Served.Answer refused = add("");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().string("detail").orElseThrow()).contains("20 webhooks");
    assertThat(read(WEBHOOKS).array("data")).hasSize(20);
  }

  @Test
  void another_owners_webhooks_are_not_found() {
    String path = added("");

    for (String route : List.of("", "/deliveries")) {
      assertThat(server.send(server.as(Served.OTHER_ADMIN, path + route).GET()).status())
          .isEqualTo(404);
    }
    assertThat(server.send(server.as(Served.OTHER_ADMIN, WEBHOOKS).GET()).json().array("data"))
        .isEmpty();
  }

  /** A delivery as it would be after some attempts; nothing is due. */
  private UUID delivery(String webhook, Occurrence.Place place, UUID event, Delivery.State state) {
    Instant now = Instant.now();
    var delivery =
        new Delivery(
            WebhookId.parse(webhook.substring(webhook.lastIndexOf('/') + 1)),
            event,
            place,
            "turn.failed",
            new Delivery.Progress(
                state,
                3,
                now.plus(Duration.ofHours(1)),
                Optional.of("answered 500"),
                now,
                now.plus(Delivery.LONGEST)));
    store.inTransaction(
        work -> {
          work.webhooks().enqueue(List.of(delivery));
          return true;
        });
    return event;
  }

  private UUID delivery(String webhook, Delivery.State state) {
    return delivery(
        webhook,
        new Occurrence.Place(new SessionId(UUID.randomUUID()), 7),
        UUID.randomUUID(),
        state);
  }

  private List<JsonObject> deliveries(String webhook, String query) {
    return read(webhook + "/deliveries" + query).array("data").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  @Test
  void deliveries_tell_where_they_stand() {
    String webhook = added("");
    UUID pending = delivery(webhook, Delivery.State.PENDING);
    UUID dead = delivery(webhook, Delivery.State.DEAD);
    delivery(webhook, Delivery.State.DELIVERED);

    assertThat(deliveries(webhook, "")).hasSize(3);
    JsonObject waiting = deliveries(webhook, "?state=pending").getFirst();
    assertThat(waiting.string("event_id")).contains(pending.toString());
    assertThat(waiting.string("type")).contains("turn.failed");
    assertThat(waiting.integer("position")).contains(7L);
    assertThat(waiting.integer("attempts")).contains(3L);
    assertThat(waiting.string("outcome")).contains("answered 500");
    assertThat(waiting.string("next_attempt_at")).isPresent();
    JsonObject givenUp = deliveries(webhook, "?state=dead").getFirst();
    assertThat(givenUp.string("event_id")).contains(dead.toString());
    assertThat(givenUp.string("next_attempt_at")).isEmpty();

    JsonObject page = read(webhook + "/deliveries?limit=2");
    String next = page.string("next_cursor").orElseThrow();
    assertThat(page.array("data")).hasSize(2);
    assertThat(deliveries(webhook, "?limit=2&cursor=" + next)).hasSize(1);
    for (String wrong : List.of("?cursor=x", "?state=lost", "?limit=0", "?type=turn.*")) {
      assertThat(send("GET", webhook + "/deliveries" + wrong, "").status())
          .as(wrong)
          .isEqualTo(400);
    }
  }

  @Test
  void a_dead_letter_is_sent_again_and_nothing_else_is() {
    String webhook = added(",\"types\":[\"tool.*\"]");
    SessionId session = SessionId.parse(server.session("{}").replaceFirst(".*/", ""));
    UUID event =
        server.runtime().read(new ReadEvents(new Owner("us"), session, 0, 1)).getFirst().id();
    delivery(webhook, new Occurrence.Place(session, 1), event, Delivery.State.DEAD);
    UUID pending = delivery(webhook, Delivery.State.PENDING);

    assertThat(retry(webhook, pending.toString())).isEqualTo(404);
    assertThat(retry(webhook, UUID.randomUUID().toString())).isEqualTo(404);
    assertThat(retry(webhook, "x")).isEqualTo(404);
    assertThat(retry(webhook, event.toString())).isEqualTo(202);
    assertThat(server.receiver().await("turn.failed").id()).isEqualTo(event.toString());
    assertThat(retry(webhook, event.toString())).isEqualTo(404);
  }

  private int retry(String webhook, String event) {
    return send("POST", webhook + "/deliveries/" + event + "/retry", "").status();
  }

  @Test
  void the_log_tells_who_did_what_and_no_secret() {
    var log = (Logger) LoggerFactory.getLogger("dev.agentruntime");
    Level before = log.getLevel();
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    log.addAppender(lines);
    log.setLevel(Level.DEBUG);
    try {
      Served.Answer made = add("");
      String path = made.header("Location").orElseThrow();
      Served.Answer rotated = send("POST", path + "/secret", "");
      send("PATCH", path, "{\"active\":false}");
      send("DELETE", path, "");

      String one =
          "webhook " + path.substring(path.lastIndexOf('/') + 1) + " of us to hooks.example";
      assertThat(List.copyOf(lines.list))
          .filteredOn(line -> line.getLevel() == Level.INFO)
          .extracting(ILoggingEvent::getFormattedMessage)
          .containsSubsequence(
              one + " was added by admin",
              one + " was given another secret by admin",
              one + " was changed by admin",
              one + " was removed by admin");
      for (Served.Answer answer : List.of(made, rotated)) {
        String secret = answer.json().string("secret").orElseThrow();
        assertThat(List.copyOf(lines.list))
            .allSatisfy(
                line ->
                    assertThat(line.getFormattedMessage() + line.getKeyValuePairs())
                        .doesNotContain(secret, "token=t"));
      }
    } finally {
      log.setLevel(before);
      log.detachAppender(lines);
    }
  }
}
