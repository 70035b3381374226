package dev.agentruntime.domain.session;

/**
 * How much of each the session has recorded in its life. Scripts find their place by it: what they
 * play next follows from what is recorded, never from a process' memory.
 */
public record SessionTally(int userMessages, int replies, int routings, int approvals) {

  static final SessionTally NOTHING = new SessionTally(0, 0, 0, 0);

  SessionTally plusUserMessage() {
    return new SessionTally(userMessages + 1, replies, routings, approvals);
  }

  SessionTally plusReply() {
    return new SessionTally(userMessages, replies + 1, routings, approvals);
  }

  SessionTally plusRouting() {
    return new SessionTally(userMessages, replies, routings + 1, approvals);
  }

  SessionTally plusApproval() {
    return new SessionTally(userMessages, replies, routings, approvals + 1);
  }
}
