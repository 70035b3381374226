package dev.agentruntime.jdbi;

import org.jdbi.v3.core.Handle;

/** The tables within one transaction. */
record Tables(
    SessionRows sessions,
    TurnRows turns,
    CallRows calls,
    ApprovalRows approvals,
    LogRows log,
    PayloadRows payloads) {

  static Tables of(Handle handle) {
    return new Tables(
        handle.attach(SessionRows.class),
        handle.attach(TurnRows.class),
        handle.attach(CallRows.class),
        handle.attach(ApprovalRows.class),
        handle.attach(LogRows.class),
        handle.attach(PayloadRows.class));
  }
}
