package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolName;

/**
 * A call that may run, exactly as it stands: the only thing an executor accepts. Nothing but {@link
 * ApprovalGate} can make one, and it does so from a verdict of the policy or from an approval whose
 * digest is that of the call.
 */
public final class AuthorizedCall {

  private final ApprovalGate.Candidate candidate;
  private final Grounds grounds;

  AuthorizedCall(ApprovalGate.Candidate candidate, Grounds grounds) {
    this.candidate = candidate;
    this.grounds = grounds;
  }

  /** The call. */
  public ToolCallId id() {
    return candidate.call().call().id();
  }

  /** The tool to run. */
  public ToolName tool() {
    return candidate.call().spec().name();
  }

  /** What the tool does to the world. */
  public SideEffect sideEffect() {
    return candidate.call().spec().sideEffect();
  }

  /** The arguments to run it with. */
  public JsonObject arguments() {
    return candidate.call().arguments();
  }

  /**
   * What was judged. An executor that finds the files' hashes to be others must not run the call,
   * but fail it.
   */
  public Preview preview() {
    return candidate.call().preview();
  }

  /** The digest of the request that was judged. */
  public Digest digest() {
    return candidate.request().digest();
  }

  /** Why it may run. */
  public Grounds grounds() {
    return grounds;
  }

  @Override
  public String toString() {
    return tool() + " " + id();
  }

  /** Why a call may run. */
  public sealed interface Grounds {
    /** A rule of the policy allows it. */
    record Policy(Verdict.Explanation explanation) implements Grounds {}

    /** A person approved it. */
    record Person(ApprovalId approval, boolean edited) implements Grounds {}
  }
}
