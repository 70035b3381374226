package dev.agentruntime.bootstrap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings there are. Each has a name in the user's file, a variable {@code AGENT_RUNTIME_} and
 * that name, and some have further variables that other programs use too.
 */
enum SettingKey {
  DATABASE("DATABASE_URL"),
  BASE_URL("OPENAI_BASE_URL", "LLM_PROXY_URL"),
  MODEL_API_KEY("OPENAI_API_KEY"),
  MODEL,
  HEADERS,
  MAX_OUTPUT_TOKENS,
  CONNECT_TIMEOUT,
  FIRST_BYTE_TIMEOUT,
  IDLE_TIMEOUT,
  CALL_TIMEOUT,
  AGENTS("AGENTS_ENABLED"),
  MODEL_PRICE_PROMPT,
  MODEL_PRICE_COMPLETION,
  PRICES,
  APPROVE,
  POLICY,
  DRY_RUN,
  APPROVALS,
  APPROVALS_ENABLED("HITL_ENABLED"),
  TIMEOUT,
  MAX_MODEL_CALLS,
  MAX_TOKENS,
  MAX_COST,
  MAX_TOOL_CALLS,
  MAX_EQUAL_CALLS,
  MAX_AUTO_APPROVALS,
  MAX_CALLS_PER_REPLY,
  MAX_RUNNING_MINUTES,
  PASS_ENVIRONMENT,
  SANDBOX,
  SANDBOX_NETWORK,
  SANDBOX_READABLE,
  SANDBOX_WRITABLE,
  SERVER_HOST,
  SERVER_PORT,
  SERVER_BEHIND_TLS,
  SERVER_HOSTS,
  SERVER_ORIGINS,
  SERVER_WORKSPACE_ROOTS,
  SERVER_CLOSE_IDLE,
  SERVER_KEEP,
  SERVER_WEBHOOK_TARGETS,
  SERVER_MAX_STREAMS,
  SERVER_REQUESTS_PER_MINUTE,
  API_KEY,
  LOG_FORMAT,
  LOG_LEVEL;

  /** How the program's own variables begin. */
  static final String PREFIX = "AGENT_RUNTIME_";

  /** How variables end that name a file with the value. */
  static final String IN_FILE = "_FILE";

  /** How the value of a policy begins that is no file. */
  static final String PRESET = "preset:";

  private static final Map<String, SettingKey> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(SettingKey::id, key -> key));

  private final List<String> variables;

  SettingKey(String... further) {
    var all = new ArrayList<String>();
    all.add(PREFIX + name());
    all.addAll(List.of(further));
    variables = List.copyOf(all);
  }

  /** The settings by their names. */
  static Map<String, SettingKey> byName() {
    return BY_NAME;
  }

  /** What to say of a name that no setting has. */
  static String complaint(String name, Optional<String> nearest) {
    return "there is no setting "
        + name
        + nearest
            .map(known -> "; did you mean " + known + "?")
            .orElse("; 'agent-runtime config show' lists them");
  }

  /** The name in the user's file. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The variables that set it, the strongest first. */
  List<String> variables() {
    return variables;
  }

  /** Whether its variables may name a file with the value instead: those that hold secrets. */
  boolean mayStandInFile() {
    return isSecret() || this == DATABASE;
  }

  /** Whether its value is shown to nobody. */
  boolean isSecret() {
    return this == MODEL_API_KEY || this == HEADERS || this == API_KEY;
  }
}
