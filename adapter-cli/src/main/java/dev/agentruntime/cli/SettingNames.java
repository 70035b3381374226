package dev.agentruntime.cli;

/** Names of the settings that the command line can set. */
final class SettingNames {

  static final String DATABASE = "database";
  static final String MODEL = "model";
  static final String BASE_URL = "base_url";
  static final String APPROVE = "approve";
  static final String POLICY = "policy";

  /** How the value of a policy begins that is no file. */
  static final String PRESET = "preset:";

  static final String DRY_RUN = "dry_run";
  static final String MAX_MODEL_CALLS = "max_model_calls";
  static final String MAX_TOKENS = "max_tokens";
  static final String MAX_COST = "max_cost";
  static final String APPROVALS = "approvals";
  static final String APPROVALS_ENABLED = "approvals_enabled";
  static final String AGENTS = "agents";
  static final String TIMEOUT = "timeout";
  static final String SERVER_HOST = "server_host";
  static final String SERVER_PORT = "server_port";
  static final String SERVER_BEHIND_TLS = "server_behind_tls";
  static final String SERVER_HOSTS = "server_hosts";
  static final String SERVER_ORIGINS = "server_origins";
  static final String SERVER_WORKSPACE_ROOTS = "server_workspace_roots";
  static final String SERVER_CLOSE_IDLE = "server_close_idle";
  static final String SERVER_KEEP = "server_keep";
  static final String SERVER_WEBHOOK_TARGETS = "server_webhook_targets";
  static final String SERVER_MAX_STREAMS = "server_max_streams";
  static final String SERVER_REQUESTS_PER_MINUTE = "server_requests_per_minute";
  static final String LOG_FORMAT = "log_format";
  static final String LOG_LEVEL = "log_level";

  private SettingNames() {}
}
