package dev.agentruntime.application.fault;

import java.util.Locale;

/**
 * A place in a turn, in what leads to one and follows upon it, and in what makes good for a process
 * that died.
 *
 * <p>Reaching one does nothing, unless the process was started with {@value FailPlan#PROPERTY}. It
 * costs the look at a constant then, which a JVM leaves out.
 */
public enum Failpoint {
  /** All that a command changes is written, nothing is committed. */
  COMMAND_BEFORE_COMMIT,

  /** A command is committed; nobody was told. */
  COMMAND_COMMITTED,

  /** Watchers were told of a command; whoever asked for it was not. */
  COMMAND_PUBLISHED,

  /** A lease is written, and not committed. */
  LEASE_BEFORE_COMMIT,

  /** A lease is held; nothing was done under it. */
  LEASE_TAKEN,

  /** The loop has nothing more to do, and holds its lease. */
  LEASE_BEFORE_RELEASE,

  /** The lease is given back. */
  LEASE_RELEASED,

  /** A step of the loop is written, and not committed. */
  STEP_BEFORE_COMMIT,

  /** A step of the loop is committed; nobody was told. */
  STEP_COMMITTED,

  /** Watchers were told of a step of the loop. */
  STEP_PUBLISHED,

  /** The model is about to be asked. */
  MODEL_BEFORE_REQUEST,

  /** The first piece of a reply came, and nobody has seen it. */
  MODEL_FIRST_PIECE,

  /** A part of a reply is written for readers in other processes, and they were not told. */
  REPLY_SHARED,

  /** The model's answer is there, and not recorded. */
  MODEL_ANSWERED,

  /** That a tool is started is recorded; it is not. */
  TOOL_BEFORE_EFFECT,

  /** A tool has had its effect; its result is not recorded. */
  TOOL_AFTER_EFFECT,

  /** What a dead process left within a tool is about to be looked at. */
  RECOVERY_BEFORE_LOOK,

  /** It was looked at; what came of it is not recorded. */
  RECOVERY_LOOKED,

  /** A request that changes something was carried out; nothing of its answer is sent. */
  ANSWER_BEFORE_SEND,

  /** The answer is handed to the network. */
  ANSWER_SENT,

  /** What is to be sent by webhooks is written, and not committed. */
  WEBHOOKS_BEFORE_COMMIT,

  /** What is to be sent is in the store. */
  WEBHOOKS_COMMITTED,

  /** A message of a webhook is claimed, and not sent. */
  WEBHOOK_CLAIMED,

  /** A receiver answered; what came of it is not written down. */
  WEBHOOK_SENT,

  /** What came of it is written down. */
  WEBHOOK_SETTLED,

  /** What a part of the log adds to the counts is written, and not committed. */
  COUNTS_BEFORE_COMMIT,

  /** It is counted. */
  COUNTS_COMMITTED,

  /** An old session is about to be removed: it is marked, and all of it is there. */
  REMOVAL_BEGUN,

  /** A part of an old session is removed. */
  REMOVAL_CONTINUED,

  /** A claim to a job is written, and not committed. */
  JOB_BEFORE_COMMIT,

  /** A job is claimed, and nothing of it is done. */
  JOB_CLAIMED,

  /** A part of a job is committed that has no failpoint of its own. */
  JOB_CONTINUED,

  /** All of a job is done, and it is still claimed. */
  JOB_BEFORE_RELEASE,

  /** The claim is given back. */
  JOB_RELEASED;

  private static final FailPlan PLAN = FailPlan.ofProcess();

  /** The process is here. */
  public void reached() {
    if (PLAN.isActive()) {
      PLAN.reached(id());
    }
  }

  /**
   * The process is here, on the way to something.
   *
   * @param what a word that tells what, of a limited number
   */
  public void reached(String what) {
    if (PLAN.isActive()) {
      PLAN.reached(id() + "/" + what);
    }
  }

  /** Its name in plans and reports: {@code step.before-commit}. */
  public String id() {
    String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
    return name.replaceFirst("-", ".");
  }
}
