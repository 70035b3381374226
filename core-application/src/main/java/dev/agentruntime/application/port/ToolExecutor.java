package dev.agentruntime.application.port;

import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;

/** Executes tools. Safe for many threads. */
public interface ToolExecutor {

  /**
   * Finds out what a call would do, without doing it.
   *
   * @param arguments valid by the tool's schema
   */
  Previewed preview(ToolName tool, JsonObject arguments);

  /**
   * Runs a call. A failure of the tool is a result, not an exception. An edit whose files no longer
   * have the hashes of the call's preview is not run but failed.
   *
   * @param output takes what a running command prints, piece by piece
   * @throws InterruptedException after everything the call had started is dead, within three
   *     seconds after the calling thread was interrupted
   */
  ToolResult execute(AuthorizedCall call, Consumer<String> output) throws InterruptedException;

  /**
   * The digests of these files as they are, by path; paths where nothing is are left out, and what
   * cannot be read has a digest that equals no other. Tells what became of an edit that a crash
   * interrupted.
   */
  Map<String, Digest> digests(Collection<String> paths);

  /** What a preview found. */
  sealed interface Previewed {

    /** It can be run. */
    record Possible(Preview preview) implements Previewed {}

    /**
     * It cannot.
     *
     * @param problem what is wrong and what to try, for the model
     */
    record Impossible(String problem) implements Previewed {}
  }
}
