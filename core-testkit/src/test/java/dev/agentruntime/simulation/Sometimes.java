package dev.agentruntime.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What must have happened now and then in many seeds, or they prove nothing. */
enum Sometimes {
  PROCESS_DIED("a process died at a call of a port"),
  PROCESS_DIED_AFTER_COMMIT("a process died right behind a commit"),
  PROCESS_DIED_IN_TOOL("a process died while a tool with effects was at work"),
  PROCESS_DIED_IN_READ("a process died while a read was at work"),
  PROCESS_DIED_IN_MODEL("a process died while the model spoke"),
  PROCESS_STALLED("a process stood still for longer than a lease lives"),
  REPLY_LOST("a reply was lost after the commit of something"),
  TRANSACTION_LOST("a transaction was lost before its commit"),
  TRANSACTION_REPEATED("the work of a transaction was done twice before it was committed"),
  READ_LOST("the log could not be read"),
  CLOCK_AHEAD("the store's clock was set an hour ahead"),
  CLOCK_BACK("the store's clock was set an hour back"),
  LEASE_TAKEN_OVER("a lease was taken over from somebody else"),
  FENCED_WRITE("a fenced write was refused"),
  STALE_WRITE("a write of the loop found the session changed"),
  WORK_DROPPED("a tool or the model was interrupted because it was no longer wanted"),
  ZOMBIE_EFFECT("a tool had its effect after its process had lost the lease"),
  DECISION_LOST_RACE("a decision lost the race"),
  DECISION_REPEATED("the same decision came again and was the same answer"),
  DECISION_STALE("a decision named another digest and was refused"),
  DECISION_TOO_LATE("a decision came after the request had expired or was withdrawn"),
  EDIT_APPROVED("a call ran as a person had edited it"),
  EDIT_REFUSED("a person's edit was refused"),
  APPROVAL_EXPIRED("a request expired"),
  SILENCE_AGREED("a request was approved because nobody decided"),
  VOTED("one of two people who have to agree did"),
  APPROVAL_ASKED_AGAIN("an approved call was asked for again, because it is another one by now"),
  DENIED_AT_THE_GATE("a call that was approved was denied when it was to run"),
  COMMAND_ASKED_ABOUT("a started command was asked about after a crash"),
  COMMAND_RUN_AGAIN("a command ran again on a person's word"),
  EDIT_FOUND_DONE("an edit was found done by its hash"),
  EDIT_FOUND_UNDONE("an edit was found undone by its hash, and put before the gate again"),
  EDIT_FOUND_ELSE("an edit was found neither done nor undone, and a person was asked"),
  READ_RUN_AGAIN("a read ran again after a crash"),
  EDIT_CONFLICT("an edit was not made, because its file had changed"),
  CLIENT_RESULT_TAKEN("a client's result was taken"),
  CLIENT_RESULT_REPEATED("a client's result came again"),
  CLIENT_RESULT_REFUSED("a client's result was refused"),
  CLIENT_RESULT_EXPIRED("a client's result did not come in time"),
  MESSAGE_INTERRUPTED("a message took the place of an open turn"),
  MESSAGE_SENT_AGAIN("a message was sent again with its key and was not taken twice"),
  TURN_CANCELLED("a turn was cancelled with calls open"),
  QUESTION_ANSWERED("a question was answered"),
  LIMIT_RAISED("a person let a turn go beyond a limit"),
  LIMIT_HELD("a turn ended at its limit"),
  CALLS_MALFORMED("a call with unusable arguments was answered"),
  GAVE_UP("a turn ended because the model sent unusable calls only"),
  TOOL_UNKNOWN("a call of an unknown tool was answered"),
  CALLS_TOO_MANY("a reply had more calls than it may"),
  PROVIDER_ID_REPEATED("a provider's id came twice in one reply"),
  REPLY_DISCARDED("text that was shown was taken back"),
  AGENT_SWITCHED("an agent handed over"),
  ROUTED("a message was routed"),
  READS_TOGETHER("several reads ran together"),
  POLICY_CHANGED("the policy changed in between"),
  SESSION_CLOSED("a session was closed with a turn open");

  private final String meaning;

  Sometimes(String meaning) {
    this.meaning = meaning;
  }

  String meaning() {
    return meaning;
  }

  /** How often each happened. Safe for many threads. */
  static final class Counters {

    private final Map<Sometimes, LongAdder> counts = new EnumMap<>(Sometimes.class);

    Counters() {
      for (Sometimes what : values()) {
        counts.put(what, new LongAdder());
      }
    }

    /** It happened. */
    void reached(Sometimes what) {
      counts.get(what).increment();
    }

    long of(Sometimes what) {
      return counts.get(what).sum();
    }
  }
}
