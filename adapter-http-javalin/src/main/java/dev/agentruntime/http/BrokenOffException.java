package dev.agentruntime.http;

import java.io.IOException;

/** The body of a request did not come to its end: its sender left, or the server stops. */
final class BrokenOffException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BrokenOffException(IOException cause) {
    super(cause);
  }
}
