package dev.agentruntime.application.agent;

import dev.agentruntime.domain.json.RecordableText;

/** Bounds the text of others before it goes into a prompt. What comes out is recordable. */
final class Excerpt {

  private static final String GAP = " … ";

  private Excerpt() {}

  /** The beginning of a text. */
  static String head(String text, int most) {
    return RecordableText.of(text.length() <= most ? text : text.substring(0, most));
  }

  /** A text without its middle: what somebody wants stands before or after what they pasted. */
  static String ends(String text, int most) {
    if (text.length() <= most) {
      return RecordableText.of(text);
    }
    int tail = most / 4;
    int head = most - tail - GAP.length();
    return RecordableText.of(text.substring(0, head) + GAP + text.substring(text.length() - tail));
  }
}
