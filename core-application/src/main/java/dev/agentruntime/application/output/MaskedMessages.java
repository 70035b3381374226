package dev.agentruntime.application.output;

import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolResult;

/**
 * Messages as a model may be told them, answers with what only it is told. What was recorded before
 * a secret was known may hold it, so they are masked again, each once, when the transcript is read.
 */
public record MaskedMessages(KnownSecrets secrets) {

  /** The message with a mark in place of every secret. */
  public Message of(Message message) {
    return switch (message) {
      case Message.System system -> new Message.System(secrets.mask(system.text()));
      case Message.User user -> new Message.User(user.id(), secrets.mask(user.text()));
      case Message.Assistant reply ->
          new Message.Assistant(
              reply.id(),
              reply.agent(),
              secrets.mask(reply.text()),
              reply.reasoning().map(secrets::mask),
              reply.calls().stream().map(this::of).toList());
      case Message.Tool answer ->
          new Message.Tool(
              answer.call(),
              answer.providerId(),
              new ToolResult(
                  answer.result().outcome(),
                  secrets.mask(answer.result().told()),
                  answer.result().changedFiles()));
    };
  }

  private ToolCall of(ToolCall call) {
    ToolArguments arguments =
        switch (call.arguments()) {
          case ToolArguments.Parsed parsed ->
              new ToolArguments.Parsed(secrets.mask(parsed.value()));
          case ToolArguments.Malformed malformed ->
              new ToolArguments.Malformed(secrets.mask(malformed.raw()), malformed.problem());
        };
    return new ToolCall(call.id(), call.providerId(), call.name(), arguments);
  }
}
