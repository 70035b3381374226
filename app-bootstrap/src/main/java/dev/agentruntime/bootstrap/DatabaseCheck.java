package dev.agentruntime.bootstrap;

import dev.agentruntime.application.audit.StoredSession;
import dev.agentruntime.application.audit.Verification;
import dev.agentruntime.application.audit.VerifyAudit;
import dev.agentruntime.application.audit.VerifyAuditHandler;
import dev.agentruntime.application.port.Maintenance;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.query.Walk;
import dev.agentruntime.cli.InvalidConfigurationException;
import dev.agentruntime.cli.RuntimeFactory.Check;
import dev.agentruntime.cli.RuntimeFactory.Check.Level;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.jdbi.DatabaseUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Checks all of a database that is there, what is below first: pages, references, log, rows. */
record DatabaseCheck(Configuration.Database database) {

  private static final int PAGE = 500;
  private static final int NAMED = 10;
  private static final String RESTORE =
      "stop what uses it and restore a backup: agent-runtime db restore FILE";

  List<Check> checks() {
    try {
      Maintenance maintenance = Stores.maintenance(database.url());
      Maintenance.Damage damage = maintenance.damage();
      var checks = new ArrayList<Check>();
      if (database.url() instanceof DatabaseUrl.Sqlite) {
        checks.add(found("file", damage.content(), "pages and indexes are in order"));
        checks.add(found("references", damage.references(), "no row refers to what is not there"));
      }
      if (damage.equals(Maintenance.Damage.NONE)) {
        checks.addAll(ofContent());
      }
      return checks;
    } catch (PersistenceException e) {
      return List.of(
          new Check("database", Level.FAILED, Objects.toString(e.getMessage()), RESTORE));
    }
  }

  private static Check found(String name, List<String> flaws, String sound) {
    return flaws.isEmpty()
        ? Check.ok(name, sound)
        : new Check(name, Level.FAILED, String.join("; ", flaws), RESTORE);
  }

  private List<Check> ofContent() {
    try (Persistence store =
        Stores.existing(database.url())
            .orElseThrow(
                () -> new InvalidConfigurationException(List.of(Stores.missing(database))))) {
      Verification log = new VerifyAuditHandler(store.reads()).handle(VerifyAudit.ALL);
      String checked =
          log.checked().sessions() + " sessions, " + log.checked().events() + " events";
      return log.isSound()
          ? List.of(Check.ok("log", "as it was written: " + checked), rows(store))
          : List.of(
              new Check(
                  "log",
                  Level.FAILED,
                  "NOT as it was written: " + checked + ", " + log.found() + " flaws",
                  "agent-runtime audit verify tells where; keep a copy, and restore a backup"));
    }
  }

  private static Check rows(Persistence store) {
    var broken = new ArrayList<String>();
    Walk.behind(
        PAGE,
        (Optional<SessionId> after) -> store.reads().stored(after, PAGE),
        StoredSession::id,
        session -> {
          // What is being removed has lost a part of its log already.
          if (!session.state().removed() && !StoreCheck.replays(store, session.id())) {
            broken.add(session.id().toString());
          }
        });
    return broken.isEmpty()
        ? Check.ok("rows", "they are what the log tells")
        : new Check(
            "rows",
            Level.FAILED,
            broken.size()
                + " sessions are not what their log tells: "
                + String.join(", ", broken.stream().limit(NAMED).toList()),
            "do not resume these; keep a copy of the database, and restore a backup");
  }
}
