package dev.agentruntime.jdbi;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.webhook.Delivery;
import dev.agentruntime.application.webhook.Occurrence;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.WebhookId;
import dev.agentruntime.application.webhook.WebhookSecret;
import dev.agentruntime.application.webhook.WebhookTarget;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Webhooks to rows and back. Types of events have no blanks, so they stand in a text by them. */
final class WebhookMapping {

  private WebhookMapping() {}

  static WebhookRows.Row row(Webhook webhook) {
    WebhookTarget target = webhook.target();
    return new WebhookRows.Row(
        webhook.id().toString(),
        webhook.owner().value(),
        new WebhookRows.Target(
            target.url().toString(),
            String.join(" ", target.types()),
            Constants.text(target.content())),
        webhook.stopped().orElse(null),
        new WebhookRows.Since(
            webhook.since().created().toEpochMilli(), webhook.since().inForce().toEpochMilli()),
        new WebhookRows.Authors(
            webhook.authors().created(),
            webhook.authors().changed(),
            webhook.authors().changedAt().toEpochMilli()));
  }

  static Webhook webhook(WebhookRows.Row row) {
    return new Webhook(
        WebhookId.parse(row.id()),
        new Owner(row.owner()),
        new WebhookTarget(
            URI.create(row.target().url()),
            List.of(row.target().types().split(" ", -1)),
            Constants.read(Content.class, row.target().content())),
        new Webhook.Since(
            Instant.ofEpochMilli(row.since().created()),
            Instant.ofEpochMilli(row.since().inForce())),
        new Webhook.Authors(
            row.authors().createdBy(),
            row.authors().changedBy(),
            Instant.ofEpochMilli(row.authors().changedAt())),
        Optional.ofNullable(row.stopped()));
  }

  /** A former secret with the time until which it is used. */
  private record Former(String secret, long until) {
    static Former parse(String text) {
      String[] parts = text.split(" ", -1);
      return new Former(parts[0], Long.parseLong(parts[1]));
    }

    String text() {
      return secret + " " + until;
    }
  }

  private static Stream<Former> former(WebhookRows.Secrets row, Instant now) {
    return row.former()
        .lines()
        .map(Former::parse)
        .filter(former -> now.toEpochMilli() < former.until());
  }

  static List<WebhookSecret> secrets(WebhookRows.Secrets row, Instant now) {
    return Stream.concat(Stream.of(row.secret()), former(row, now).map(Former::secret))
        .map(WebhookSecret::parse)
        .toList();
  }

  static WebhookRows.Secrets rotated(
      WebhookRows.Secrets row, WebhookSecret secret, Instant until, Instant now) {
    String former =
        Stream.concat(Stream.of(new Former(row.secret(), until.toEpochMilli())), former(row, now))
            .limit(WebhookSecret.MOST_FORMER)
            .map(Former::text)
            .collect(Collectors.joining("\n"));
    return new WebhookRows.Secrets(secret.reveal(), former);
  }

  static WebhookRows.Delivery row(Delivery delivery) {
    Delivery.Progress progress = delivery.progress();
    return new WebhookRows.Delivery(
        delivery.webhook().toString(),
        delivery.event().toString(),
        new WebhookRows.Event(
            delivery.place().session().toString(), delivery.place().position(), delivery.type()),
        new WebhookRows.Progress(
            Constants.text(progress.state()),
            progress.attempts(),
            progress.due().toEpochMilli(),
            progress.outcome().orElse(null),
            progress.enqueuedAt().toEpochMilli(),
            progress.expiresAt().toEpochMilli()));
  }

  static Delivery delivery(WebhookRows.Delivery row) {
    WebhookRows.Progress progress = row.progress();
    return new Delivery(
        WebhookId.parse(row.webhook()),
        UUID.fromString(row.id()),
        new Occurrence.Place(SessionId.parse(row.event().session()), row.event().position()),
        row.event().type(),
        new Delivery.Progress(
            Constants.read(Delivery.State.class, progress.state()),
            progress.attempts(),
            Instant.ofEpochMilli(progress.due()),
            Optional.ofNullable(progress.outcome()),
            Instant.ofEpochMilli(progress.enqueuedAt()),
            Instant.ofEpochMilli(progress.expiresAt())));
  }
}
