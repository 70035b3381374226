package dev.agentruntime.openai;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Bodies as servers send them. */
final class Streams {

  static final String DONE = "data: [DONE]\n\n";
  static final String FINISH = chunk("{}", "\"stop\"");
  static final String USAGE =
      event(
          "{\"model\":\"some-model-2\",\"choices\":[],"
              + "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"total_tokens\":18}}");

  private Streams() {}

  static String event(String data) {
    return "data: " + data + "\n\n";
  }

  static String chunk(String delta, String finishReason) {
    return event(
        "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"some-model-2\","
            + "\"choices\":[{\"index\":0,\"delta\":"
            + delta
            + ",\"finish_reason\":"
            + finishReason
            + "}]}");
  }

  static String delta(String delta) {
    return chunk(delta, "null");
  }

  static String says(String... pieces) {
    return Arrays.stream(pieces)
        .map(piece -> delta("{\"content\":\"" + piece + "\"}"))
        .collect(Collectors.joining());
  }

  static String complete(String... pieces) {
    return says(pieces) + FINISH + USAGE + DONE;
  }

  /** A delta with fragments of tool calls. */
  static String calls(String... fragments) {
    return delta("{\"tool_calls\":[" + String.join(",", fragments) + "]}");
  }

  /**
   * A fragment of a tool call.
   *
   * @param head the members before the function, with a comma at the end if there are any
   * @param name left out if empty
   */
  static String fragment(String head, String name, String arguments) {
    String named = name.isEmpty() ? "" : "\"name\":\"" + name + "\",";
    return "{"
        + head.replace('\'', '"')
        + "\"function\":{"
        + named
        + "\"arguments\":\""
        + arguments.replace("\"", "\\\"")
        + "\"}}";
  }
}
