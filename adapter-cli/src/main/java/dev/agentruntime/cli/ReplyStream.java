package dev.agentruntime.cli;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import java.util.Optional;

/** Shows replies as they come. Of one thread. */
final class ReplyStream {

  private final Screen screen;
  private Optional<MessageId> open = Optional.empty();
  private final StringBuilder received = new StringBuilder();
  private VisibleText.Filter visible = VisibleText.filter();
  private boolean endsLine = true;
  private String shown = "";

  ReplyStream(Screen screen) {
    this.screen = screen;
  }

  /** A piece of a reply. */
  void take(Delta.ReplyText piece) {
    if (!open.equals(Optional.of(piece.reply()))) {
      close();
      open = Optional.of(piece.reply());
      visible = VisibleText.filter();
    }
    received.append(piece.text());
    show(visible.take(piece.text()));
  }

  private void show(String text) {
    if (!text.isEmpty()) {
      screen.stream(text);
      endsLine = text.endsWith("\n");
    }
  }

  /**
   * A reply is whole.
   *
   * @return whether all of it was shown
   */
  boolean end(Message.Assistant reply) {
    boolean whole =
        open.equals(Optional.of(reply.id())) && received.toString().equals(reply.text());
    close();
    if (whole) {
      shown = reply.text();
    }
    return whole;
  }

  /**
   * What was shown of a reply counts no longer.
   *
   * @return whether something was
   */
  boolean discard(MessageId reply) {
    boolean any = open.equals(Optional.of(reply));
    close();
    return any;
  }

  /** Ends what is open, and its line. */
  void close() {
    endLine();
    open = Optional.empty();
    received.setLength(0);
  }

  /** Lets something else begin on a line of its own. */
  void endLine() {
    show(visible.end());
    visible = VisibleText.filter();
    if (!endsLine) {
      screen.stream("\n");
    }
    endsLine = true;
  }

  /** Whether this text is the reply that was shown last. */
  boolean hasShown(String text) {
    return !shown.isEmpty() && shown.strip().equals(text.strip());
  }
}
