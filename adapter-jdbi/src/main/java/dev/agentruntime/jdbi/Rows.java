package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.RetentionRepository;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionTally;
import dev.agentruntime.domain.session.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jspecify.annotations.Nullable;

/** Result rows to row records, column by column. */
final class Rows {

  private Rows() {}

  static Jdbi jdbi(DataSource source) {
    return over(Jdbi.create(source));
  }

  /** The same access with the mappers of all rows. */
  static Jdbi over(Jdbi access) {
    access.installPlugin(new SqlObjectPlugin());
    // Else what is bound, secrets and what people said, stands in messages, and so in logs.
    access
        .getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
    return access
        .registerRowMapper(SessionRows.Row.class, Rows::session)
        .registerRowMapper(SessionRows.Passed.class, Rows::passed)
        .registerRowMapper(TurnRows.Row.class, Rows::turn)
        .registerRowMapper(TurnRows.Latest.class, Rows::latestTurn)
        .registerRowMapper(CallRows.Row.class, Rows::call)
        .registerRowMapper(CallRows.Place.class, Rows::callPlace)
        .registerRowMapper(ApprovalRows.Row.class, Rows::approval)
        .registerRowMapper(LogRows.Event.class, Rows::event)
        .registerRowMapper(LogRows.Found.class, Rows::found)
        .registerRowMapper(LogRows.Head.class, Rows::head)
        .registerRowMapper(LogRows.Located.class, Rows::located)
        .registerRowMapper(Ledger.Row.class, Rows::ledger)
        .registerRowMapper(Ledger.Place.class, Rows::place)
        .registerRowMapper(Ledger.Audited.class, Rows::audited)
        .registerRowMapper(Ledger.Occurred.class, Rows::occurred)
        .registerRowMapper(WebhookRows.Row.class, Rows::webhook)
        .registerRowMapper(WebhookRows.Secrets.class, Rows::webhookSecrets)
        .registerRowMapper(WebhookRows.Delivery.class, Rows::delivery)
        .registerRowMapper(Ledger.Outlined.class, Rows::outlined)
        .registerRowMapper(LogRows.Stored.class, Rows::stored)
        .registerRowMapper(RetentionRepository.Checkpoint.class, Rows::checkpoint)
        .registerRowMapper(LogRows.Message.class, Rows::message)
        .registerRowMapper(LeaseRows.Held.class, Rows::lease)
        .registerRowMapper(JobRows.Held.class, Rows::job)
        .registerRowMapper(PartialRows.Row.class, Rows::piece)
        .registerRowMapper(PartialRows.Held.class, Rows::heldElsewhere)
        .registerRowMapper(PolicyRows.Row.class, Rows::policy)
        .registerRowMapper(RequestRows.Row.class, Rows::request)
        .registerRowMapper(GrantRows.Row.class, Rows::grant)
        .registerRowMapper(KeyRows.Row.class, Rows::key)
        .registerRowMapper(MetricsRows.Row.class, Rows::metric)
        .registerRowMapper(MetricsRows.Standing.class, Rows::standing)
        .registerRowMapper(MetricsRows.Stretch.class, Rows::stretch)
        .registerRowMapper(StandingRows.Status.class, Rows::status)
        .registerRowMapper(StandingRows.Pending.class, Rows::pending)
        .registerRowMapper(PayloadRows.Row.class, Rows::payload);
  }

  static SessionRows.Row session(ResultSet row, StatementContext context) throws SQLException {
    return new SessionRows.Row(
        row.getString("id"),
        new SessionRows.Header(
            row.getString("owner"),
            row.getString("kind"),
            row.getString("settings"),
            new SessionRows.RunnerColumns(
                row.getString("runner_kind"),
                row.getString("runner_host"),
                row.getString("runner_workspace")),
            row.getLong("created_at"),
            row.getLong("updated_at")),
        new SessionRows.Standing(
            row.getString("lifecycle"),
            row.getString("status"),
            row.getString("wait_reason"),
            row.getBoolean("runnable"),
            row.getString("agent"),
            row.getInt("switches")),
        new SessionTally(
            row.getInt("user_messages"),
            row.getInt("replies"),
            row.getInt("routings"),
            row.getInt("approvals")),
        new Version(
            row.getLong("last_position"), row.getLong("revision"), row.getLong("lease_generation")),
        row.getInt("format"));
  }

  private static SessionRows.Passed passed(ResultSet row, StatementContext context)
      throws SQLException {
    return new SessionRows.Passed(row.getString("link"));
  }

  private static PartialRows.Row piece(ResultSet row, StatementContext context)
      throws SQLException {
    return new PartialRows.Row(
        row.getLong("number"),
        row.getString("turn_id"),
        row.getString("message_id"),
        row.getString("kind"),
        row.getString("body"));
  }

  private static PartialRows.Held heldElsewhere(ResultSet row, StatementContext context)
      throws SQLException {
    return new PartialRows.Held(row.getLong("lease_generation"), row.getLong("last_position"));
  }

  private static TurnRows.Row turn(ResultSet row, StatementContext context) throws SQLException {
    return new TurnRows.Row(
        row.getString("id"),
        new TurnRows.Stage(
            row.getBoolean("to_route"), row.getString("waiting"), longOrNull(row, "active_since")),
        new TurnRows.Progress(
            new TurnRows.Counts(
                row.getInt("model_calls"),
                row.getInt("tool_calls"),
                row.getInt("equal_calls"),
                row.getInt("auto_approvals"),
                row.getInt("malformed_replies")),
            new TurnRows.Tokens(
                row.getLong("prompt_tokens"),
                row.getLong("completion_tokens"),
                row.getBoolean("tokens_estimated")),
            row.getString("last_call"),
            row.getLong("running_millis"),
            row.getString("raised")),
        longOrNull(row, "reply_position"));
  }

  private static TurnRows.Latest latestTurn(ResultSet row, StatementContext context)
      throws SQLException {
    return new TurnRows.Latest(row.getString("id"), row.getString("outcome"));
  }

  private static CallRows.Row call(ResultSet row, StatementContext context) throws SQLException {
    return new CallRows.Row(
        row.getString("call"),
        row.getString("side_effect"),
        row.getString("execution"),
        new CallRows.State(
            row.getString("call_id"),
            row.getString("state"),
            row.getString("approval_id"),
            new CallRows.Particulars(
                row.getString("recovery_id"),
                row.getString("digest"),
                longOrNull(row, "deadline"),
                longOrNull(row, "generation"),
                row.getString("files"))),
        row.getString("outcome"));
  }

  private static CallRows.Place callPlace(ResultSet row, StatementContext context)
      throws SQLException {
    return new CallRows.Place(
        row.getString("turn_id"),
        row.getLong("reply_position"),
        longOrNull(row, "answer_position"));
  }

  private static ApprovalRows.Row approval(ResultSet row, StatementContext context)
      throws SQLException {
    return new ApprovalRows.Row(
        row.getString("id"),
        row.getString("session_id"),
        row.getString("asked"),
        row.getLong("asked_at"),
        new ApprovalRows.Since(row.getString("votes"), row.getString("outcome")));
  }

  private static LogRows.Event event(ResultSet row, StatementContext context) throws SQLException {
    return new LogRows.Event(
        row.getLong("position"),
        row.getString("id"),
        new LogRows.Kind(row.getString("kind"), row.getInt("version")),
        row.getLong("at"),
        new LogRows.Cause(
            row.getString("correlation"), row.getString("causation"), row.getString("trace")),
        row.getString("data"));
  }

  private static LogRows.Entry entry(ResultSet row, StatementContext context) throws SQLException {
    return new LogRows.Entry(
        event(row, context),
        new LogRows.Facts(
            row.getString("type"),
            row.getString("agent"),
            new LogRows.About(row.getString("call_id"), row.getString("approval_id")),
            row.getString("decider"),
            row.getString("link")));
  }

  private static LogRows.Located located(ResultSet row, StatementContext context)
      throws SQLException {
    return new LogRows.Located(row.getString("session_id"), event(row, context));
  }

  private static Ledger.Row ledger(ResultSet row, StatementContext context) throws SQLException {
    return new Ledger.Row(
        place(row, context),
        row.getString("owner"),
        row.getString("session_id"),
        event(row, context));
  }

  private static Ledger.Audited audited(ResultSet row, StatementContext context)
      throws SQLException {
    return new Ledger.Audited(
        ledger(row, context), entry(row, context).facts(), row.getString("tool"));
  }

  private static Ledger.Occurred occurred(ResultSet row, StatementContext context)
      throws SQLException {
    return new Ledger.Occurred(
        place(row, context),
        row.getString("owner"),
        row.getString("session_id"),
        row.getString("id"),
        row.getLong("position"),
        row.getString("type"),
        row.getLong("at"));
  }

  private static WebhookRows.Row webhook(ResultSet row, StatementContext context)
      throws SQLException {
    return new WebhookRows.Row(
        row.getString("id"),
        row.getString("owner"),
        new WebhookRows.Target(
            row.getString("url"), row.getString("types"), row.getString("content")),
        row.getString("stopped"),
        new WebhookRows.Since(row.getLong("created_at"), row.getLong("in_force_at")),
        new WebhookRows.Authors(
            row.getString("created_by"), row.getString("changed_by"), row.getLong("changed_at")));
  }

  private static WebhookRows.Secrets webhookSecrets(ResultSet row, StatementContext context)
      throws SQLException {
    return new WebhookRows.Secrets(row.getString("secret"), row.getString("former"));
  }

  private static WebhookRows.Delivery delivery(ResultSet row, StatementContext context)
      throws SQLException {
    return new WebhookRows.Delivery(
        row.getString("webhook_id"),
        row.getString("id"),
        new WebhookRows.Event(
            row.getString("session_id"), row.getLong("position"), row.getString("type")),
        new WebhookRows.Progress(
            row.getString("state"),
            row.getInt("attempts"),
            row.getLong("due_at"),
            row.getString("outcome"),
            row.getLong("enqueued_at"),
            row.getLong("expires_at")));
  }

  private static Ledger.Outlined outlined(ResultSet row, StatementContext context)
      throws SQLException {
    return new Ledger.Outlined(
        ledger(row, context),
        row.getString("agent"),
        new Ledger.Call(row.getString("tool"), row.getString("execution")),
        new Ledger.Asked(row.getString("asked_type"), row.getLong("asked_at")));
  }

  private static LogRows.Stored stored(ResultSet row, StatementContext context)
      throws SQLException {
    return new LogRows.Stored(
        row.getString("id"),
        row.getString("owner"),
        row.getLong("last_position"),
        new LogRows.End(row.getBoolean("deleted"), row.getBoolean("removed")));
  }

  private static LogRows.Found found(ResultSet row, StatementContext context) throws SQLException {
    return new LogRows.Found(entry(row, context), row.getBoolean("plain"), row.getString("tool"));
  }

  private static LogRows.Head head(ResultSet row, StatementContext context) throws SQLException {
    return new LogRows.Head(
        row.getString("session"), row.getLong("position"), row.getString("link"));
  }

  private static RetentionRepository.Checkpoint checkpoint(ResultSet row, StatementContext context)
      throws SQLException {
    return new RetentionRepository.Checkpoint(
        SessionId.parse(row.getString("session_id")),
        new Owner(row.getString("owner")),
        row.getLong("last_position"),
        new Digest(row.getString("chain")),
        Instant.ofEpochMilli(row.getLong("removed_at")));
  }

  private static Ledger.Place place(ResultSet row, StatementContext context) throws SQLException {
    return new Ledger.Place(row.getLong("transaction_number"), row.getLong("ledger"));
  }

  private static LogRows.Message message(ResultSet row, StatementContext context)
      throws SQLException {
    return new LogRows.Message(
        row.getLong("position"),
        row.getLong("at"),
        new LogRows.Belongs(
            row.getString("role"),
            row.getString("message_id"),
            row.getString("call_id"),
            row.getString("turn_id")),
        row.getString("body"));
  }

  private static JobRows.Held job(ResultSet row, StatementContext context) throws SQLException {
    return new JobRows.Held(
        row.getString("owner"), row.getLong("generation"), longOrNull(row, "expires_at"));
  }

  private static LeaseRows.Held lease(ResultSet row, StatementContext context) throws SQLException {
    return new LeaseRows.Held(
        row.getString("lease_owner"),
        row.getLong("lease_generation"),
        longOrNull(row, "lease_expires_at"));
  }

  private static PolicyRows.Row policy(ResultSet row, StatementContext context)
      throws SQLException {
    return new PolicyRows.Row(
        new PolicyRows.Scope(row.getString("owner"), row.getString("session_id")),
        row.getInt("version"),
        row.getString("document"),
        row.getBoolean("alone"),
        new PolicyRows.Put(row.getString("author"), row.getString("reason"), row.getLong("at")));
  }

  private static RequestRows.Row request(ResultSet row, StatementContext context)
      throws SQLException {
    return new RequestRows.Row(row.getString("request_digest"), row.getString("response"));
  }

  private static KeyRows.Row key(ResultSet row, StatementContext context) throws SQLException {
    return new KeyRows.Row(
        new KeyRows.Header(
            row.getString("id"),
            row.getString("owner"),
            row.getString("name"),
            row.getString("role")),
        new KeyRows.Secret(row.getString("secret_hash")),
        row.getLong("created_at"),
        longOrNull(row, "revoked_at"));
  }

  private static GrantRows.Row grant(ResultSet row, StatementContext context) throws SQLException {
    return new GrantRows.Row(
        row.getString("id"),
        new GrantRows.Place(row.getString("owner"), row.getString("session_id")),
        new GrantRows.Content(
            row.getString("rule"), row.getString("text"), row.getString("approval_id")),
        new GrantRows.Given(
            row.getString("given_by"), row.getLong("given_at"), longOrNull(row, "expires_at")),
        new GrantRows.Revoked(row.getString("revoked_by"), longOrNull(row, "revoked_at")));
  }

  private static MetricsRows.Row metric(ResultSet row, StatementContext context)
      throws SQLException {
    return new MetricsRows.Row(
        row.getString("owner"),
        row.getString("metric"),
        new MetricsRows.Labels(row.getString("label"), row.getString("detail")),
        row.getLong("count"),
        row.getLong("millis"));
  }

  private static MetricsRows.Standing standing(ResultSet row, StatementContext context)
      throws SQLException {
    return new MetricsRows.Standing(row.getString("name"), row.getString("place"));
  }

  private static MetricsRows.Stretch stretch(ResultSet row, StatementContext context)
      throws SQLException {
    return new MetricsRows.Stretch(
        row.getString("session_id"), row.getString("agent"), row.getLong("since"));
  }

  private static StandingRows.Status status(ResultSet row, StatementContext context)
      throws SQLException {
    return new StandingRows.Status(row.getString("status"), row.getLong("sessions"));
  }

  private static StandingRows.Pending pending(ResultSet row, StatementContext context)
      throws SQLException {
    return new StandingRows.Pending(row.getLong("approvals"), longOrNull(row, "oldest"));
  }

  private static PayloadRows.Row payload(ResultSet row, StatementContext context)
      throws SQLException {
    return new PayloadRows.Row(row.getString("hash"), row.getString("text"));
  }

  private static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }
}
