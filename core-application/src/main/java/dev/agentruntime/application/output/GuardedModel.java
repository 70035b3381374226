package dev.agentruntime.application.output;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.Usage;

/**
 * A model that says no known secret, and whose every reply has a count of tokens. The arguments of
 * calls stay as they came: a call is refused rather than changed. What it is told is masked where
 * it is read: see {@link MaskedMessages}.
 */
public record GuardedModel(ChatModel model, KnownSecrets secrets) implements ChatModel {

  @Override
  public Outcome chat(Request request, DeltaSink deltas) throws InterruptedException {
    var masked = new MaskedDeltas(deltas, secrets.filter(), secrets.filter());
    return switch (model.chat(request, masked)) {
      case Outcome.Replied replied -> {
        masked.end();
        yield new Outcome.Replied(masked(request, replied.reply()));
      }
      case Outcome.Failed failed ->
          new Outcome.Failed(
              failed.kind(), secrets.mask(failed.message()), failed.model().map(secrets::mask));
    };
  }

  private Reply masked(Request request, Reply reply) {
    return new Reply(
        secrets.mask(reply.text()),
        reply.reasoning().map(secrets::mask),
        reply.calls(),
        secrets.mask(reply.model()),
        reply.usage().totalTokens() > 0 ? reply.usage() : estimate(request, reply));
  }

  /** Where the provider counts nothing, a ceiling of tokens must still hold something. */
  private static Usage estimate(Request request, Reply reply) {
    long read = request.messages().stream().mapToLong(GuardedModel::length).sum();
    long tools =
        request.tools().stream()
            .mapToLong(
                tool -> tool.description().length() + (long) tool.schema().canonical().length())
            .sum();
    long written = reply.text().length() + (long) reply.reasoning().map(String::length).orElse(0);
    long calls =
        reply.calls().stream()
            .mapToLong(c -> c.name().length() + (long) c.arguments().length())
            .sum();
    return Usage.estimate(read + tools, written + calls);
  }

  private static long length(Message message) {
    return switch (message) {
      case Message.System system -> system.text().length();
      case Message.User user -> user.text().length();
      case Message.Assistant reply ->
          reply.text().length()
              + reply.calls().stream()
                  .mapToLong(call -> call.arguments().onTheWire().canonical().length())
                  .sum();
      case Message.Tool answer -> answer.result().content().length();
    };
  }

  private record MaskedDeltas(DeltaSink deltas, TextFilter text, TextFilter reasoning)
      implements DeltaSink {

    @Override
    public void text(String piece) {
      tell(text.take(piece), false);
    }

    @Override
    public void reasoning(String piece) {
      tell(reasoning.take(piece), true);
    }

    void end() {
      tell(reasoning.end(), true);
      tell(text.end(), false);
    }

    private void tell(String piece, boolean thought) {
      if (piece.isEmpty()) {
        return;
      }
      if (thought) {
        deltas.reasoning(piece);
      } else {
        deltas.text(piece);
      }
    }
  }
}
