package dev.agentruntime.application.webhook;

import dev.agentruntime.domain.session.Owner;

/** Has an owner's events sent somewhere from now on. */
public record AddWebhook(Owner owner, WebhookTarget target) {}
