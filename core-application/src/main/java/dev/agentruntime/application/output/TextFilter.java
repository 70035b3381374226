package dev.agentruntime.application.output;

/**
 * Changes a text that comes in pieces. What it gives out is the same however the text was cut, and
 * it keeps back no more than it has to. Of one text and one thread.
 */
public interface TextFilter {

  /** Takes a piece; gives what can be said by now, possibly nothing. */
  String take(String piece);

  /** Gives what was kept back. Nothing may be taken after it. */
  String end();

  /** A filter whose output goes through another one. */
  default TextFilter then(TextFilter next) {
    TextFilter first = this;
    return new TextFilter() {
      @Override
      public String take(String piece) {
        return next.take(first.take(piece));
      }

      @Override
      public String end() {
        return next.take(first.end()) + next.end();
      }
    };
  }
}
