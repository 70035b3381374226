package dev.agentruntime.domain.session;

import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The calls of the last reply in the model's order. Neighbouring reads run together; every other
 * call, and a read after one, waits until all earlier calls are answered; control calls come last.
 */
public record CallBatch(List<OpenCall> calls) {

  /** No calls. */
  public static final CallBatch EMPTY = new CallBatch(List.of());

  public CallBatch {
    calls = List.copyOf(calls);
  }

  /** The call of that id. */
  public Optional<OpenCall> find(ToolCallId id) {
    return calls.stream().filter(call -> call.id().equals(id)).findFirst();
  }

  /** The calls that still need an answer, in the model's order. */
  public List<OpenCall> unanswered() {
    return calls.stream().filter(call -> !call.isAnswered()).toList();
  }

  CallBatch with(OpenCall added) {
    return new CallBatch(Stream.concat(calls.stream(), Stream.of(added)).toList());
  }

  CallBatch in(ToolCallId id, CallState state) {
    return new CallBatch(calls.stream().map(c -> c.id().equals(id) ? c.in(state) : c).toList());
  }

  /**
   * The calls whose turn it is: one, or several neighbouring reads. Empty when all are answered.
   */
  List<OpenCall> front() {
    List<OpenCall> open = unanswered();
    List<OpenCall> ordered = open.stream().filter(call -> !call.isControl()).toList();
    if (ordered.isEmpty()) {
      return open.stream().limit(1).toList();
    }
    OpenCall first = ordered.getFirst();
    return first.sideEffect() == SideEffect.READ ? readsFrom(first) : List.of(first);
  }

  private List<OpenCall> readsFrom(OpenCall first) {
    var reads = new ArrayList<OpenCall>();
    for (OpenCall call : calls.subList(calls.indexOf(first), calls.size())) {
      if (call.isControl() || call.isAnswered()) {
        continue;
      }
      if (call.sideEffect() != SideEffect.READ) {
        break;
      }
      reads.add(call);
    }
    return reads;
  }
}
