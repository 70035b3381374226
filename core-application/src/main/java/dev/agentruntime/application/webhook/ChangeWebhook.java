package dev.agentruntime.application.webhook;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.domain.session.Owner;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Changes what is sent where, or whether it is. */
public record ChangeWebhook(Owner owner, WebhookId id, Changes changes) {

  /**
   * What is to be otherwise; what is empty stays.
   *
   * @param active false sends nothing until somebody says true: what happens in between is not sent
   *     later
   */
  public record Changes(
      Optional<URI> url,
      Optional<List<String>> types,
      Optional<Content> content,
      Optional<Boolean> active) {

    /** The URL may hold a token. */
    @Override
    public String toString() {
      return "Changes[" + types + ", " + content + ", " + active + "]";
    }
  }
}
