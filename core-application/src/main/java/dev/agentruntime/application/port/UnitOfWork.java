package dev.agentruntime.application.port;

import java.time.Instant;

/** One transaction. Must not leave the callback it was handed to. */
public interface UnitOfWork {

  /** The store's clock, read once for the whole transaction, in milliseconds. */
  Instant now();

  /** The sessions. */
  SessionRepository sessions();

  /** The leases on sessions. */
  LeaseRepository leases();

  /** The approval policies. */
  PolicyRepository policies();

  /** What people granted beyond one decision. */
  GrantRepository grants();

  /** The removal of old sessions. */
  RetentionRepository retention();

  /** Replies that are under way, for readers in other processes. */
  PartialReplyRepository partialReplies();

  /** The keys of requests. */
  RequestRepository requests();

  /** How far durable subscribers are. */
  SubscriberRepository subscribers();

  /** What was counted of the log. */
  MetricsRepository metrics();

  /** Webhooks and what they are to be sent. */
  WebhookRepository webhooks();

  /** Who does which job. */
  JobRepository jobs();

  /** The keys to a server. */
  KeyRepository keys();
}
