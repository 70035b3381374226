package dev.agentruntime.otel;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;
import java.util.Optional;

/**
 * How spans, attributes and their fixed values are called.
 *
 * <p>What begins with {@code gen_ai.} is named by the OpenTelemetry semantic conventions for
 * generative AI: their pages on client inference, on agent spans and on tool execution, as they
 * stand in the repository {@code open-telemetry/semantic-conventions-genai} after version 1.41 of
 * the general conventions, where they were before. They are in development: a name that changes
 * there changes here. {@code error.type} is of the general conventions, and stable. What begins
 * with {@code agent_runtime.} is our own.
 */
final class GenAiNames {

  static final AttributeKey<String> OPERATION = stringKey("gen_ai.operation.name");
  static final AttributeKey<String> CONVERSATION = stringKey("gen_ai.conversation.id");
  static final AttributeKey<String> AGENT = stringKey("gen_ai.agent.name");

  static final AttributeKey<String> PROVIDER = stringKey("gen_ai.provider.name");
  static final AttributeKey<String> REQUEST_MODEL = stringKey("gen_ai.request.model");
  static final AttributeKey<Boolean> REQUEST_STREAM = booleanKey("gen_ai.request.stream");
  static final AttributeKey<String> RESPONSE_MODEL = stringKey("gen_ai.response.model");
  static final AttributeKey<List<String>> FINISH_REASONS =
      stringArrayKey("gen_ai.response.finish_reasons");

  /** In seconds. */
  static final AttributeKey<Double> TIME_TO_FIRST_CHUNK =
      doubleKey("gen_ai.response.time_to_first_chunk");

  static final AttributeKey<Long> INPUT_TOKENS = longKey("gen_ai.usage.input_tokens");
  static final AttributeKey<Long> OUTPUT_TOKENS = longKey("gen_ai.usage.output_tokens");

  static final AttributeKey<String> TOOL = stringKey("gen_ai.tool.name");
  static final AttributeKey<String> TOOL_TYPE = stringKey("gen_ai.tool.type");
  static final AttributeKey<String> TOOL_CALL = stringKey("gen_ai.tool.call.id");

  static final AttributeKey<String> ERROR = stringKey("error.type");

  // Content, which is recorded only where somebody asked for it.
  static final AttributeKey<String> SYSTEM_INSTRUCTIONS = stringKey("gen_ai.system_instructions");

  static final AttributeKey<String> INPUT_MESSAGES = stringKey("gen_ai.input.messages");
  static final AttributeKey<String> OUTPUT_MESSAGES = stringKey("gen_ai.output.messages");
  static final AttributeKey<String> TOOL_ARGUMENTS = stringKey("gen_ai.tool.call.arguments");
  static final AttributeKey<String> TOOL_RESULT = stringKey("gen_ai.tool.call.result");

  static final AttributeKey<String> TURN = stringKey("agent_runtime.turn.id");

  /** How a run or a tool ended. */
  static final AttributeKey<String> OUTCOME = stringKey("agent_runtime.outcome");

  static final AttributeKey<String> WAIT_REASON = stringKey("agent_runtime.wait_reason");
  static final AttributeKey<String> HANDED_OVER_TO = stringKey("agent_runtime.handed_over_to");

  /** What the model is asked for. */
  static final AttributeKey<String> PURPOSE = stringKey("agent_runtime.purpose");

  /** Whether the tokens are our guess, because the provider did not count them. */
  static final AttributeKey<Boolean> USAGE_ESTIMATED = booleanKey("agent_runtime.usage.estimated");

  /** Whether nobody waited for the end. */
  static final AttributeKey<Boolean> ABANDONED = booleanKey("agent_runtime.abandoned");

  static final String INVOKE_AGENT = "invoke_agent";
  static final String CHAT = "chat";
  static final String EXECUTE_TOOL = "execute_tool";

  /** Of a tool whose call the model asks for and this side answers. */
  static final String FUNCTION = "function";

  /** A reply that ends in calls. */
  static final String FINISHED_BY_CALLS = "tool_call";

  /** A reply that never came to its end. */
  static final String FINISHED_BY_ERROR = "error";

  static final String HANDED_OVER = "handed_over";
  static final String WAITING = "waiting";
  static final String LEFT = "left";

  private GenAiNames() {}

  /** The name of a span: what is done, and to whom where that is known. */
  static String span(String operation, Optional<String> whom) {
    return whom.map(name -> operation + " " + name).orElse(operation);
  }
}
