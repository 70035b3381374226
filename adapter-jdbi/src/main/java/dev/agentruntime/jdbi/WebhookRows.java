package dev.agentruntime.jdbi;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** Webhooks and their deliveries. */
interface WebhookRows {

  /** A webhook. */
  record Row(
      String id,
      String owner,
      Target target,
      @Nullable String stopped,
      Since since,
      Authors authors) {}

  /** Since when it is there, and in force. */
  record Since(long created, long inForce) {}

  /** Whose work it is. */
  record Authors(String createdBy, String changedBy, long changedAt) {}

  /** What is sent where. */
  record Target(String url, String types, String content) {}

  /** What messages are signed with; has no text form. */
  record Secrets(String secret, String former) {
    @Override
    public String toString() {
      return "Secrets[]";
    }
  }

  /** An event on its way. */
  record Delivery(String webhook, String id, Event event, Progress progress) {}

  /** The event. */
  record Event(String session, long position, String type) {}

  /** How far it is. */
  record Progress(
      String state,
      int attempts,
      long due,
      @Nullable String outcome,
      long enqueuedAt,
      long expiresAt) {}

  @SqlUpdate(
      """
      INSERT INTO webhooks (id, owner, url, types, content, secret, former, stopped, created_at,
        created_by, changed_at, changed_by, in_force_at)
      VALUES (:w.id, :w.owner, :w.target.url, :w.target.types, :w.target.content, :secret, '',
        :w.stopped, :w.since.created, :w.authors.createdBy, :w.authors.changedAt,
        :w.authors.changedBy, :w.since.inForce)
      """)
  void insert(@BindMethods("w") Row webhook, @Bind("secret") String secret);

  /** A write that changes nothing is the lock that both databases know. */
  @SqlQuery("UPDATE webhooks SET owner = owner WHERE id = :id AND owner = :owner RETURNING *")
  Optional<Row> lock(@Bind("owner") String owner, @Bind("id") String id);

  /** The row may not be there yet, and then too the second one waits for the first. */
  @SqlUpdate(
      """
      INSERT INTO webhook_owners (owner) VALUES (:owner)
      ON CONFLICT (owner) DO UPDATE SET owner = excluded.owner
      """)
  void lockOwner(@Bind("owner") String owner);

  @SqlQuery("SELECT COUNT(*) FROM webhooks WHERE owner = :owner")
  int count(@Bind("owner") String owner);

  @SqlQuery("SELECT * FROM webhooks WHERE owner = :owner ORDER BY created_at, id")
  List<Row> of(@Bind("owner") String owner);

  @SqlQuery("SELECT * FROM webhooks WHERE stopped IS NULL ORDER BY created_at, id")
  List<Row> inForce();

  @SqlUpdate(
      """
      UPDATE webhooks SET url = :w.target.url, types = :w.target.types,
        content = :w.target.content, stopped = :w.stopped, in_force_at = :w.since.inForce,
        changed_at = :w.authors.changedAt, changed_by = :w.authors.changedBy
      WHERE id = :w.id
      """)
  void update(@BindMethods("w") Row webhook);

  @SqlUpdate("UPDATE webhooks SET secret = :s.secret, former = :s.former WHERE id = :id")
  void rotate(@Bind("id") String id, @BindMethods("s") Secrets secrets);

  /** With its deliveries. */
  @SqlUpdate("DELETE FROM webhooks WHERE id = :id")
  void delete(@Bind("id") String id);

  @SqlBatch(
      """
      INSERT INTO webhook_deliveries (webhook_id, id, session_id, position, type, state, attempts,
        due_at, outcome, enqueued_at, expires_at)
      VALUES (:d.webhook, :d.id, :d.event.session, :d.event.position, :d.event.type,
        :d.progress.state, :d.progress.attempts, :d.progress.due, :d.progress.outcome,
        :d.progress.enqueuedAt, :d.progress.expiresAt)
      ON CONFLICT (webhook_id, id) DO NOTHING
      """)
  void enqueue(@BindMethods("d") Collection<Delivery> deliveries);

  @SqlQuery("SELECT * FROM webhooks WHERE id = :id AND stopped IS NULL")
  Optional<Row> inForce(@Bind("id") String id);

  @SqlQuery("SELECT secret, former FROM webhooks WHERE id = :id")
  Secrets secrets(@Bind("id") String id);

  /** The condition stands twice: who waited for another claim finds that it came too late. */
  @SqlQuery(
      """
      UPDATE webhook_deliveries SET attempts = attempts + 1, due_at = :again,
        expires_at = CASE WHEN expires_at < :again THEN :again ELSE expires_at END
      WHERE webhook_id = :webhook AND state = 'pending' AND due_at <= :now AND id IN (
        SELECT d.id FROM webhook_deliveries d
        WHERE d.webhook_id = :webhook AND d.state = 'pending' AND d.due_at <= :now
        ORDER BY d.due_at, d.id LIMIT :most)
      RETURNING *
      """)
  List<Delivery> claim(
      @Bind("webhook") String webhook,
      @Bind("now") long now,
      @Bind("again") long again,
      @Bind("most") int most);

  @SqlUpdate(
      """
      UPDATE webhook_deliveries SET state = :d.progress.state, due_at = :d.progress.due,
        outcome = :d.progress.outcome
      WHERE webhook_id = :d.webhook AND id = :d.id AND state = 'pending'
        AND attempts = :d.progress.attempts
      """)
  int settle(@BindMethods("d") Delivery delivery);

  @SqlUpdate(
      """
      UPDATE webhook_deliveries SET state = 'pending', attempts = 0, due_at = :now,
        expires_at = :expires
      WHERE webhook_id = :webhook AND id = :id AND state = 'dead'
      """)
  int revive(
      @Bind("webhook") String webhook,
      @Bind("id") String id,
      @Bind("now") long now,
      @Bind("expires") long expires);

  @SqlQuery(
      """
      SELECT EXISTS (
          SELECT 1 FROM webhook_deliveries WHERE state = 'pending' AND expires_at < :now)
        OR EXISTS (SELECT 1 FROM webhook_deliveries WHERE state <> 'pending' AND due_at < :before)
      """)
  boolean hasOld(@Bind("now") long now, @Bind("before") long before);

  /** The condition stands twice: who waited for a claim finds that it expires later now. */
  @SqlUpdate(
      """
      UPDATE webhook_deliveries SET state = 'dead', due_at = :now, outcome = :outcome
      WHERE state = 'pending' AND expires_at < :now AND (webhook_id, id) IN (
        SELECT d.webhook_id, d.id FROM webhook_deliveries d
        WHERE d.state = 'pending' AND d.expires_at < :now LIMIT :most)
      """)
  int giveUp(@Bind("now") long now, @Bind("outcome") String outcome, @Bind("most") int most);

  @SqlUpdate(
      """
      DELETE FROM webhook_deliveries WHERE (webhook_id, id) IN (
        SELECT d.webhook_id, d.id FROM webhook_deliveries d
        WHERE d.state <> 'pending' AND d.due_at < :before LIMIT :most)
      """)
  int prune(@Bind("before") long before, @Bind("most") int most);

  @SqlQuery(
      """
      SELECT w.id FROM webhooks w WHERE w.stopped IS NULL AND EXISTS (
        SELECT 1 FROM webhook_deliveries d
        WHERE d.webhook_id = w.id AND d.state = 'pending' AND d.due_at <= :now)
      ORDER BY w.id
      """)
  List<String> due(@Bind("now") long now);
}
