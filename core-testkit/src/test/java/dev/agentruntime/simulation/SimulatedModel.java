package dev.agentruntime.simulation;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A model that says what the dice say; with bad luck, what no model should. */
final class SimulatedModel implements ChatModel {

  private static final List<String> COMMANDS = List.of("mvn -o test", "git status", "rm -rf x");

  private final World world;
  private final Ports ports;

  SimulatedModel(World world, Ports ports) {
    this.world = world;
    this.ports = ports;
  }

  @Override
  public Outcome chat(Request request, DeltaSink deltas) throws InterruptedException {
    ports.call("model " + request.purpose().id());
    requirePairs(request.messages());
    boolean shown = request.purpose() == Purpose.REPLY && world.dice().oneIn(2);
    if (shown) {
      deltas.text("I think");
    }
    boolean slow = world.strikes(Fault.SLOW_MODEL);
    ports.work(
        slow ? world.dice().millis(14_000, 30_000) : world.dice().mostlyShort(400, 4_000),
        Sometimes.PROCESS_DIED_IN_MODEL);
    if (world.strikes(Fault.EVIL_MODEL)) {
      return evil(request);
    }
    return request.purpose() == Purpose.ROUTE ? route() : reply();
  }

  /** Every call has its answer, right behind its reply, and nothing else has one. */
  private void requirePairs(List<Message> messages) {
    Set<ToolCallId> open = new HashSet<>();
    for (Message message : messages) {
      if (message instanceof Message.Tool answer) {
        if (!open.remove(answer.call())) {
          throw world.violated("the model is told an answer to no call, " + answer.call());
        }
      } else if (!open.isEmpty()) {
        throw world.violated("the model is not told the answers to " + open);
      } else if (message instanceof Message.Assistant reply) {
        reply.calls().stream().map(ToolCall::id).forEach(open::add);
      }
    }
    if (!open.isEmpty()) {
      throw world.violated("the model is asked before " + open + " are answered");
    }
  }

  private Outcome route() {
    String agent = world.dice().pick(List.of("coder", "debug", "architect", "nobody", "ask"));
    return replied("{\"agent\":\"" + agent + "\",\"confidence\":\"high\"}", List.of());
  }

  private Outcome reply() {
    if (world.faults().isOver()) {
      return replied("Done.", List.of());
    }
    return switch (world.dice().below(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> replied("Done.", List.of());
      case 7, 8 -> replied("", List.of(call("attempt_completion", "result", "Done.")));
      case 9 -> replied("", List.of(call("ask_followup_question", "question", "Which?")));
      case 10 -> replied("", List.of(handOver()));
      case 11, 12 -> replied("I read.", List.of(read(), read(), read()));
      default -> replied("I work.", calls(1 + world.dice().below(3)));
    };
  }

  private Call handOver() {
    String mode = world.dice().pick(List.of("coder", "debug", "orchestrator", "architect"));
    return new Call(
        "p",
        "switch_mode",
        JsonObject.builder().put("mode", mode).put("reason", "it is theirs").build().canonical());
  }

  private List<Call> calls(int number) {
    var calls = new ArrayList<Call>();
    for (int i = 0; i < number; i++) {
      calls.add(
          switch (world.dice().below(7)) {
            case 0, 1 -> read();
            case 2, 3, 4 -> edit();
            default -> call("execute_command", "command", world.dice().pick(COMMANDS));
          });
    }
    return calls;
  }

  private Call read() {
    return world.dice().oneIn(3)
        ? new Call("p", "list_files", "{}")
        : call("read_file", "path", world.dice().pick(Folders.PATHS));
  }

  private Call edit() {
    return new Call(
        "p",
        "write_file",
        JsonObject.builder()
            .put("path", world.dice().pick(Folders.PATHS))
            .put("content", world.folders().content())
            .build()
            .canonical());
  }

  private static Call call(String tool, String argument, String value) {
    return new Call("p", tool, JsonObject.builder().put(argument, value).build().canonical());
  }

  private Outcome evil(Request request) {
    return switch (world.dice().below(11)) {
      case 0 -> new Outcome.Failed(FailureKind.CUT, "the reply ended in the middle");
      case 1 -> new Outcome.Failed(FailureKind.UNAVAILABLE, "nobody answers");
      case 2 -> throw new IllegalStateException("the client of the model is broken");
      case 3 -> replied("", List.of(call("write_fil\u0435", "path", "a.txt"), read()));
      case 4, 5, 6 -> replied("", List.of(new Call("", "write_file", "{\"path\":"), edit()));
      case 7 -> replied("Much.", calls(12));
      case 8 -> replied("", again(request));
      case 9 -> replied("", List.of(edit(), handOver(), call("attempt_completion", "result", "x")));
      default -> replied("", List.of(new Call("q", "execute_command", "[1]")));
    };
  }

  /** The last call of all, once more. */
  private List<Call> again(Request request) {
    return request.messages().stream()
        .filter(Message.Assistant.class::isInstance)
        .flatMap(message -> ((Message.Assistant) message).calls().stream())
        .reduce((earlier, later) -> later)
        .map(last -> new Call("p", last.name(), last.arguments().onTheWire().canonical()))
        .map(last -> List.of(last, last))
        .orElseGet(() -> List.of(read()));
  }

  private Outcome replied(String text, List<Call> calls) {
    world.note(() -> "  the model says \"" + text + "\" " + names(calls));
    return new Outcome.Replied(new Reply(text, Optional.empty(), calls, "m", new Usage(10, 5)));
  }

  private static String names(List<Call> calls) {
    return calls.stream().map(Call::name).collect(Collectors.joining(", "));
  }
}
