package dev.agentruntime.openai;

import java.io.IOException;

/** The endpoint sends more than any reply needs. */
final class TooMuchException extends IOException {

  private static final long serialVersionUID = 1;

  /**
   * @param what is too much
   */
  TooMuchException(String what) {
    super(what);
  }
}
