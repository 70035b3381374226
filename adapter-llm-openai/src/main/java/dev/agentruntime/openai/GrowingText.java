package dev.agentruntime.openai;

import java.util.function.Consumer;

/**
 * Text that comes in pieces and is handed out in pieces. Some servers cut between the two halves of
 * a surrogate pair; a half is kept until the other one comes, because alone it survives no
 * encoding.
 */
final class GrowingText {

  private final Consumer<String> sink;
  private final StringBuilder whole = new StringBuilder();
  private int handedOut;

  GrowingText(Consumer<String> sink) {
    this.sink = sink;
  }

  void append(String piece) {
    whole.append(piece);
  }

  /** Hands out what came since the last time. */
  void handOut() {
    int end = whole.length();
    handOut(end > 0 && Character.isHighSurrogate(whole.charAt(end - 1)) ? end - 1 : end);
  }

  /** Hands out all that is left; nothing comes after it. */
  void handOutRest() {
    handOut(whole.length());
  }

  boolean isEmpty() {
    return whole.isEmpty();
  }

  boolean isHandedOut() {
    return handedOut > 0;
  }

  int length() {
    return whole.length();
  }

  /** The first characters, or all if there are fewer. */
  String start(int length) {
    return whole.substring(0, Math.min(length, whole.length()));
  }

  @Override
  public String toString() {
    return whole.toString();
  }

  private void handOut(int end) {
    if (end > handedOut) {
      String piece = whole.substring(handedOut, end);
      handedOut = end;
      sink.accept(piece);
    }
  }
}
