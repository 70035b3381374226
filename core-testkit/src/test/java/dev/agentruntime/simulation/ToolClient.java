package dev.agentruntime.simulation;

import dev.agentruntime.application.session.SubmitToolResult;
import dev.agentruntime.application.session.SubmitToolResultHandler;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;

/** Executes what a session asks its client for, and brings the results; mostly. */
final class ToolClient {

  private final World world;
  private final SessionId session;
  private final Client client;
  private int done;

  ToolClient(World world, SessionId session) {
    this.world = world;
    this.session = session;
    this.client = new Client(world);
  }

  /** It begins. */
  void begin() {
    world.time().in(world.dice().millis(100, 1_000), this::act);
  }

  private void act() {
    if (world.faults().isOver()) {
      return;
    }
    List<SessionEvent.ToolRequested> all = world.auditor().of(session).orElseThrow().requested();
    while (done < all.size()) {
      execute(all.get(done));
      done++;
    }
    world.time().in(world.dice().mostlyShort(800, 5_000), this::act);
  }

  private void execute(SessionEvent.ToolRequested request) {
    if (!world.strikes(Fault.LATE_PEOPLE)) {
      submit(request, "done");
    }
    if (world.strikes(Fault.STALE_CLIENT)) {
      submit(request, world.dice().pick(List.of("done", "otherwise")));
    }
  }

  private void submit(SessionEvent.ToolRequested request, String content) {
    var command =
        new SubmitToolResult(
            Owner.LOCAL, session, request.call(), request.digest(), content, false);
    client.send("submit", at -> submit(at, command));
  }

  private void submit(Instance at, SubmitToolResult command) {
    boolean before = world.auditor().of(session).orElseThrow().isAnswered(command.call());
    try {
      new SubmitToolResultHandler(at.commands(), at.persistence().reads()).handle(command);
      world.reached(before ? Sometimes.CLIENT_RESULT_REPEATED : Sometimes.CLIENT_RESULT_TAKEN);
    } catch (RefusedException e) {
      world.reached(Sometimes.CLIENT_RESULT_REFUSED);
      throw e;
    }
  }
}
