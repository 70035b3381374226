package dev.agentruntime.workspace;

/** The beginning and the end of a long text, cut between characters. */
final class HeadAndTail {

  private final int maxHead;
  private final int maxTail;
  private final StringBuilder head = new StringBuilder();
  private final StringBuilder tail = new StringBuilder();
  private long leftOut;
  private boolean headIsFull;

  HeadAndTail(int maxHead, int maxTail) {
    this.maxHead = maxHead;
    this.maxTail = maxTail;
  }

  void add(String piece) {
    int fits = headIsFull ? 0 : border(piece, Math.min(piece.length(), maxHead - head.length()));
    headIsFull |= fits < piece.length();
    head.append(piece, 0, fits);
    tail.append(piece, fits, piece.length());
    // Cut now and then only: moving the tail for every piece would cost more than the memory.
    if (tail.length() > 2 * maxTail) {
      cutTail();
    }
  }

  private void cutTail() {
    int cut = border(tail, Math.max(0, tail.length() - maxTail));
    leftOut += cut;
    tail.delete(0, cut);
  }

  /** The place itself, or the one before it where it would part a pair of surrogates. */
  static int border(CharSequence text, int place) {
    boolean parts =
        place > 0
            && place < text.length()
            && Character.isHighSurrogate(text.charAt(place - 1))
            && Character.isLowSurrogate(text.charAt(place));
    return parts ? place - 1 : place;
  }

  String head() {
    return head.toString();
  }

  String tail() {
    cutTail();
    return tail.toString();
  }

  /** How many characters are in neither. */
  long leftOut() {
    cutTail();
    return leftOut;
  }
}
