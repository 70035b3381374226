package dev.agentruntime.application.session;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.query.CallPlace;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.AnsweredCall;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes results of calls that the client executed. The first one wins; the same again is accepted
 * again, however long ago that was, and another one is refused.
 */
public final class SubmitToolResultHandler {

  private static final int PAGE = 500;

  private final SessionCommands commands;
  private final ReadModel reads;

  public SubmitToolResultHandler(SessionCommands commands, ReadModel reads) {
    this.commands = commands;
    this.reads = reads;
  }

  /**
   * Takes a result and wakes the runner.
   *
   * @throws RefusedException if there is no such call, it was not announced for execution, under
   *     this digest, or has another answer already
   */
  public Accepted handle(SubmitToolResult command) {
    ToolResult result =
        command.failed()
            ? ToolResult.failed(command.content())
            : ToolResult.succeeded(command.content());
    try {
      return commands.perform(
          command.owner(),
          command.session(),
          (session, moment, work) ->
              session.takeResult(command.call(), command.digest(), result, moment),
          Accepted.RECEIPT);
    } catch (RefusedException e) {
      // An answer never changes, so it can be looked at behind the transaction.
      return answered(command, e.refusal())
          .map(place -> repeated(command, result, place))
          .orElseThrow(() -> e);
    }
  }

  private Optional<CallPlace> answered(SubmitToolResult command, Refusal refusal) {
    boolean closed =
        refusal instanceof Refusal.ResultConflict
            || refusal.equals(new Refusal.NotFound("call", command.call().toString()));
    return closed
        ? reads.call(command.session(), command.call()).filter(c -> c.answer().isPresent())
        : Optional.empty();
  }

  private Accepted repeated(SubmitToolResult command, ToolResult result, CallPlace place) {
    List<RecordedEvent> log = log(command, place);
    int upToAnswer = (int) (place.answer().getAsLong() - place.reply() + 1);
    AnsweredCall call =
        AnsweredCall.in(
            log.stream().limit(upToAnswer).map(RecordedEvent::event).toList(), command.call());
    if (!call.isAnsweredBy(command.digest(), result)) {
      throw new RefusedException(
          new Refusal.ResultConflict(command.call(), call.answer().outcome()));
    }
    return new Accepted(place.turn(), lastWith(log.subList(upToAnswer - 1, log.size())));
  }

  /** From the reply on, to behind the answer. */
  private List<RecordedEvent> log(SubmitToolResult command, CallPlace place) {
    var log = new ArrayList<RecordedEvent>();
    long read = place.reply() - 1;
    while (read <= place.answer().getAsLong()) {
      List<RecordedEvent> page = reads.events(command.session(), read, PAGE);
      if (page.isEmpty()) {
        return log;
      }
      log.addAll(page);
      read = page.getLast().position();
    }
    return log;
  }

  /** The position of the last event that was recorded together with the first one. */
  private static long lastWith(List<RecordedEvent> log) {
    RecordedEvent answer = log.getFirst();
    return log.stream()
        .takeWhile(event -> event.cause().causation().equals(answer.cause().causation()))
        .reduce(answer, (earlier, later) -> later)
        .position();
  }
}
