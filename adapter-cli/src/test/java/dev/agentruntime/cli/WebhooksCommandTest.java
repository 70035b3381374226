package dev.agentruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.webhook.Delivery;
import dev.agentruntime.application.webhook.Occurrence;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.WebhookDispatcher;
import dev.agentruntime.application.webhook.WebhookTarget;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhooksCommandTest {

  private static final String URL = "https://hooks.example/in";

  @TempDir private Path folder;
  private TestCli cli;

  @BeforeEach
  void start() {
    cli = new TestCli(folder);
  }

  private Webhook only() {
    List<Webhook> all = cli.runtimes.webhooks().list(Owner.LOCAL);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private String added() {
    assertThat(cli.run("webhooks", "add", URL).status()).isZero();
    return only().id().toString();
  }

  private List<JsonObject> listed(String... command) {
    return switch (JsonText.read(cli.run(command).out())) {
      case JsonText.Valid(JsonArray array) ->
          array.items().stream().map(JsonObject.class::cast).toList();
      case JsonText other -> throw new AssertionError(other);
    };
  }

  @Test
  void a_secret_is_printed_once_alone_and_signs_what_is_sent() {
    Ran made = cli.run("webhooks", "add", URL, "--type", "session.*", "--content");

    assertThat(made.status()).isZero();
    String secret = made.out().strip();
    assertThat(secret).startsWith("whsec_").doesNotContain("\n");
    assertThat(made.err()).contains("shown this once", only().id().toString());
    assertThat(made.err()).doesNotContain(secret);
    assertThat(only().target().content()).isEqualTo(Content.FULL);
    cli.runtimes.model.thenReplies("Done.");
    cli.run("run", "hello", "--agent", "coder");
    new WebhookDispatcher(cli.runtimes.store(), cli.runtimes.receiver).once();
    assertThat(cli.runtimes.receiver.messages())
        .isNotEmpty()
        .allSatisfy(message -> assertThat(message.isSignedWith(secret)).isTrue());
    for (Ran shown : List.of(cli.run("webhooks", "list"), json("list"))) {
      assertThat(shown.out()).contains(URL, "session.*").doesNotContain(secret);
    }
  }

  private Ran json(String... command) {
    String[] whole = new String[command.length + 3];
    whole[0] = "webhooks";
    System.arraycopy(command, 0, whole, 1, command.length);
    whole[whole.length - 2] = "--format";
    whole[whole.length - 1] = "json";
    return cli.run(whole);
  }

  @Test
  void as_json_the_secret_comes_with_the_webhook() {
    JsonObject made = json("add", URL).result();

    assertThat(made.string("secret").orElseThrow()).startsWith("whsec_");
    assertThat(made.string("webhook_id")).contains(only().id().toString());
    assertThat(made.strings("types")).isEqualTo(WebhookTarget.DEFAULT_TYPES);
    assertThat(made.string("content")).contains("redacted");
    assertThat(listed("webhooks", "list", "--format", "json").getFirst().members().keySet())
        .containsExactlyInAnyOrder(
            "webhook_id",
            "url",
            "types",
            "content",
            "active",
            "created_at",
            "created_by",
            "changed_at",
            "changed_by");
    assertThat(made.string("created_by")).contains(System.getProperty("user.name"));
  }

  @ParameterizedTest
  @CsvSource({
    "--type turn.complete, did you mean turn.completed?",
    "--type mine.done, there is no event type mine.done",
    "--type llm.request.started, there is no event type llm.request.started",
    "--type Turn, is no event type",
  })
  void a_type_that_is_never_sent_is_refused(String option, String why) {
    Ran refused = cli.run(("webhooks add " + URL + " " + option).split(" "));

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains(why);
    assertThat(cli.runtimes.webhooks().list(Owner.LOCAL)).isEmpty();
  }

  /** A server that sends would refuse it too, but it may be asked much later. */
  @ParameterizedTest
  @CsvSource({
    "hooks.example/?token=t, must be a whole URL",
    "https:///in?token=t, must be a whole URL",
    "https://?token=t, must be a whole URL",
    "ftp://hooks.example/?token=t, must be a whole URL",
    "https://hooks.example/a b?token=t, has a character that no URL has; encode it",
  })
  void a_url_without_a_host_is_refused_at_once_with_what_to_write(String url, String why) {
    String id = added();
    cli.runtimes.broken = Optional.of("nothing is opened for it");

    Ran add = cli.run("webhooks", "add", url);
    Ran change = cli.run("webhooks", "change", id, "--url", url);

    assertThat(add.err()).contains("URL: " + why).doesNotContain("token=t");
    assertThat(change.err()).contains("--url: " + why).doesNotContain("token=t");
    assertThat(List.of(add.status(), change.status())).containsOnly(2);
    assertThat(only().target().url()).hasToString(URL);
  }

  @Test
  void where_nothing_may_be_sent_no_webhook_is_made() {
    String id = added();
    cli.runtimes.receiver.refuses();

    Ran refused = cli.run("webhooks", "add", URL);
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("nothing may be sent there");
    assertThat(cli.run("webhooks", "change", id, "--url", URL).status()).isEqualTo(2);
    assertThat(only().id()).hasToString(id);
    String[] named = {"--webhook-target", "hooks.example"};
    assertThat(cli.run("webhooks", "change", id, "--url", URL, named[0], named[1]).status())
        .isZero();
    assertThat(cli.run("webhooks", "add", URL, named[0], named[1]).status()).isZero();
  }

  @Test
  void what_is_named_is_changed_and_the_rest_stays() {
    String id = added();

    assertThat(cli.run("webhooks", "change", id.substring(0, 8), "--stop").status()).isZero();
    assertThat(only().stopped()).contains("stopped by its owner");
    assertThat(only().target().types()).isEqualTo(WebhookTarget.DEFAULT_TYPES);
    assertThat(cli.run("webhooks", "list").out()).contains("stopped: stopped by its owner");
    JsonObject changed =
        json(
                "change",
                id,
                "--start",
                "--url",
                "https://other.example/",
                "--type",
                "hitl.*",
                "--content")
            .result();
    assertThat(changed.bool("active")).contains(true);
    assertThat(changed.string("url")).contains("https://other.example/");
    assertThat(changed.strings("types")).containsExactly("approval.*");
    assertThat(changed.string("content")).contains("full");
    assertThat(cli.run("webhooks", "change", id, "--no-content").status()).isZero();
    assertThat(only().target().content()).isEqualTo(Content.REDACTED);
    assertThat(only().stopped()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', nothing is to change",
    "--stop --start, exclude each other",
    "--content --no-content, exclude each other",
  })
  void a_change_that_means_nothing_is_refused(String options, String why) {
    String id = added();

    Ran refused = cli.run(("webhooks change " + id + " " + options).strip().split(" "));

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains(why);
  }

  @Test
  void a_new_secret_is_printed_and_signs_beside_the_one_before() {
    String former = cli.run("webhooks", "add", URL, "--type", "session.created").out().strip();
    String secret = cli.run("webhooks", "secret", only().id().toString()).out().strip();

    assertThat(secret).startsWith("whsec_").isNotEqualTo(former);
    cli.runtimes.model.thenReplies("Done.");
    cli.run("run", "hello", "--agent", "coder");
    new WebhookDispatcher(cli.runtimes.store(), cli.runtimes.receiver).once();
    assertThat(cli.runtimes.receiver.messages())
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.isSignedWith(secret)).isTrue();
              assertThat(message.isSignedWith(former)).isTrue();
            });
  }

  @Test
  void a_removed_webhook_is_gone() {
    String id = added();

    assertThat(cli.run("webhooks", "remove", id.substring(0, 8)).out()).contains("removed " + id);
    assertThat(cli.runtimes.webhooks().list(Owner.LOCAL)).isEmpty();
    Ran again = cli.run("webhooks", "remove", id);
    assertThat(again.status()).isEqualTo(4);
    assertThat(again.err()).contains("there is no webhook " + id, "webhooks list");
    assertThat(cli.run("webhooks", "list").err()).contains("there are no webhooks");
  }

  private UUID delivery(Delivery.State state) {
    UUID event = UUID.randomUUID();
    Instant now = Instant.now();
    var delivery =
        new Delivery(
            only().id(),
            event,
            new Occurrence.Place(new SessionId(UUID.randomUUID()), 7),
            "turn.failed",
            new Delivery.Progress(state, 10, now, Optional.of("answered 500"), now, now));
    cli.runtimes
        .store()
        .inTransaction(
            work -> {
              work.webhooks().enqueue(List.of(delivery));
              return true;
            });
    return event;
  }

  @Test
  void deliveries_are_listed_by_where_they_stand() {
    String id = added();
    assertThat(cli.run("webhooks", "deliveries", id).err()).contains("no such deliveries");
    UUID dead = delivery(Delivery.State.DEAD);
    UUID pending = delivery(Delivery.State.PENDING);

    Ran table = cli.run("webhooks", "deliveries", id.substring(0, 8));
    assertThat(table.out())
        .contains("EVENT", dead.toString(), pending.toString(), "turn.failed", "answered 500");
    JsonObject json =
        listed("webhooks", "deliveries", id, "--state", "dead", "--format", "json").getFirst();
    assertThat(json.string("event_id")).contains(dead.toString());
    assertThat(json.members().keySet())
        .containsExactlyInAnyOrder(
            "event_id",
            "type",
            "session_id",
            "position",
            "state",
            "attempts",
            "outcome",
            "enqueued_at");
    assertThat(
            listed("webhooks", "deliveries", id, "--state", "pending", "--format", "json")
                .getFirst()
                .string("next_attempt_at"))
        .isPresent();
    assertThat(cli.run("webhooks", "deliveries", id, "--most", "0").status()).isEqualTo(2);
  }

  @Test
  void a_dead_letter_is_sent_again_and_nothing_else_is() {
    String id = added();
    UUID dead = delivery(Delivery.State.DEAD);
    UUID pending = delivery(Delivery.State.PENDING);

    assertThat(cli.run("webhooks", "retry", id, pending.toString()).status()).isEqualTo(4);
    Ran again = cli.run("webhooks", "retry", id, dead.toString().substring(0, 8));
    assertThat(again.status()).isZero();
    assertThat(again.err()).isEmpty();
    Ran twice = cli.run("webhooks", "retry", id, dead.toString());
    assertThat(twice.status()).isEqualTo(4);
    assertThat(twice.err()).contains("there is no dead letter " + dead, "--state dead");

    UUID other = delivery(Delivery.State.DEAD);
    cli.run("webhooks", "change", id, "--stop");
    assertThat(cli.run("webhooks", "retry", id, other.toString()).err())
        .contains("once the webhook is started");
  }
}
