package dev.agentruntime.domain.session;

/** What a message does to a turn that is still open. */
public enum IfBusy {
  /** It is refused, with what is pending. */
  REJECT,
  /** It takes the turn's place: open calls are answered as superseded. */
  INTERRUPT
}
