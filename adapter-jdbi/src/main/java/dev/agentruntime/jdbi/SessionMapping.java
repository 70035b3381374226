package dev.agentruntime.jdbi;

import dev.agentruntime.application.event.RunnerJson;
import dev.agentruntime.application.event.SettingsJson;
import dev.agentruntime.domain.agent.AgentContext;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionHeader;
import dev.agentruntime.domain.session.SessionKind;
import dev.agentruntime.domain.session.SessionState;
import dev.agentruntime.domain.session.Version;
import dev.agentruntime.domain.session.WaitReason;
import java.time.Instant;

/** A session and its row. */
final class SessionMapping {

  private SessionMapping() {}

  /** The row of a session that will be at this version. */
  static SessionRows.Row row(Session session, Version version, Payloads.Packing packing) {
    SessionState state = session.state();
    SessionHeader header = state.header();
    return new SessionRows.Row(
        session.id().toString(),
        new SessionRows.Header(
            header.owner().value(),
            Constants.text(header.kind()),
            packing.pack(SettingsJson.write(header.settings())),
            runner(header.settings().runner()),
            header.createdAt().toEpochMilli(),
            header.updatedAt().toEpochMilli()),
        standing(session, state),
        header.tally(),
        version,
        SessionRows.FORMAT);
  }

  private static SessionRows.RunnerColumns runner(Runner runner) {
    return switch (runner) {
      case Runner.Any any -> new SessionRows.RunnerColumns(RunnerJson.kind(any), null, null);
      case Runner.OnHost on ->
          new SessionRows.RunnerColumns(
              RunnerJson.kind(on), RecordableText.of(on.host()), RecordableText.of(on.workspace()));
    };
  }

  private static SessionRows.Standing standing(Session session, SessionState state) {
    return new SessionRows.Standing(
        Constants.text(state.header().lifecycle()),
        session.status().id(),
        state.turn().flatMap(turn -> turn.stage().waiting()).map(WaitReason::id).orElse(null),
        session.isRunnable(),
        state.agents().current().value(),
        state.agents().switches());
  }

  static SessionHeader header(SessionRows.Row row, Payloads.Unpacking unpacking) {
    return new SessionHeader(
        new Owner(row.header().owner()),
        Constants.read(SessionKind.class, row.header().kind()),
        SettingsJson.read(unpacking.unpack(row.header().settings())),
        Constants.read(SessionHeader.Lifecycle.class, row.standing().lifecycle()),
        row.tally(),
        Instant.ofEpochMilli(row.header().createdAt()),
        Instant.ofEpochMilli(row.header().updatedAt()));
  }

  static AgentContext agents(SessionRows.Row row) {
    return new AgentContext(new AgentName(row.standing().agent()), row.standing().switches());
  }
}
