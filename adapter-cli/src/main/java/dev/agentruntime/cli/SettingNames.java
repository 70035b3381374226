package dev.agentruntime.cli;

/** Names of the settings that the command line can set. */
final class SettingNames {

  static final String DATABASE = "database";
  static final String MODEL = "model";
  static final String BASE_URL = "base_url";
  static final String APPROVE = "approve";
  static final String POLICY = "policy";
  static final String DRY_RUN = "dry_run";
  static final String MAX_MODEL_CALLS = "max_model_calls";
  static final String MAX_TOKENS = "max_tokens";
  static final String MAX_COST = "max_cost";
  static final String APPROVALS = "approvals";
  static final String APPROVALS_ENABLED = "approvals_enabled";
  static final String AGENTS = "agents";
  static final String TIMEOUT = "timeout";

  private SettingNames() {}
}
