package dev.agentruntime.cli;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnId;
import java.io.PrintStream;

/** Everything that happens, an object a line: first the session, last the result. */
final class StreamJsonOutput implements RunOutput {

  private final PrintStream out;

  StreamJsonOutput(PrintStream out) {
    this.out = out;
  }

  @Override
  public void session(SessionId session) {
    write("session", JsonObject.builder().put("session_id", session.toString()).build());
  }

  @Override
  public void event(RecordedEvent event) {
    println(EventForm.line(event));
  }

  @Override
  public void delta(Delta delta) {
    switch (delta) {
      case Delta.ReplyText text ->
          write(
              "message.delta",
              delta(text.session(), text.turn(), text.text())
                  .put("message_id", text.reply().toString())
                  .build());
      case Delta.Reasoning reasoning ->
          write(
              "message.reasoning",
              delta(reasoning.session(), reasoning.turn(), reasoning.text())
                  .put("message_id", reasoning.reply().toString())
                  .build());
      case Delta.ToolOutput output ->
          write(
              "tool.output",
              delta(output.session(), output.turn(), output.text())
                  .put("call_id", output.call().toString())
                  .build());
    }
  }

  private static JsonObject.Builder delta(SessionId session, TurnId turn, String text) {
    return JsonObject.builder()
        .put("session_id", session.toString())
        .put("turn_id", turn.toString())
        .put("text", RecordableText.of(text));
  }

  @Override
  public void result(RunResult result) {
    println(JsonOutput.line(result));
  }

  private void write(String type, JsonObject members) {
    println(JsonLine.of(type, members));
  }

  /** Whole lines only: requests for decisions come from another thread. */
  private void println(String line) {
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }
}
