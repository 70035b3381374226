package dev.agentruntime.http;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.webhook.AddWebhook;
import dev.agentruntime.application.webhook.ChangeWebhook;
import dev.agentruntime.application.webhook.WebhookId;
import dev.agentruntime.application.webhook.WebhookTarget;
import dev.agentruntime.application.webhook.WebhookUrl;
import dev.agentruntime.domain.session.Owner;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Reads what is to be sent where. Whether anything may be sent there is for others to say. */
final class WebhookInput {

  private WebhookInput() {}

  static AddWebhook addition(Owner owner, Members members) {
    Optional<URI> url = members.required("url", url(members));
    Optional<List<String>> types = types(members);
    Optional<Content> content = content(members);
    return members.finish(
        () ->
            new AddWebhook(
                owner,
                new WebhookTarget(
                    url.orElseThrow(),
                    types.orElse(WebhookTarget.DEFAULT_TYPES),
                    content.orElse(Content.REDACTED))));
  }

  static ChangeWebhook change(Owner owner, WebhookId id, Members members) {
    var changes =
        new ChangeWebhook.Changes(
            url(members), types(members), content(members), members.truth("active"));
    return members.finish(() -> new ChangeWebhook(owner, id, changes));
  }

  private static Optional<Content> content(Members members) {
    return members.constant("content", Content.class);
  }

  private static Optional<URI> url(Members members) {
    return members.parsed("url", WebhookUrl::parse);
  }

  private static Optional<List<String>> types(Members members) {
    Optional<List<String>> types = members.list("types", WebhookInput::type);
    types
        .filter(List::isEmpty)
        .ifPresent(none -> members.fault("types", "must name a type; without it, the usual ones"));
    return types;
  }

  private static String type(String pattern) {
    TypeFilter.flaw(pattern)
        .ifPresent(
            flaw -> {
              throw new IllegalArgumentException(flaw);
            });
    return pattern;
  }
}
