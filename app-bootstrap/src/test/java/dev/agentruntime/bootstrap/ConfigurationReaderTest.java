package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.PolicyPreset;
import dev.agentruntime.application.metrics.PriceTable;
import dev.agentruntime.cli.ApprovalHandling;
import dev.agentruntime.cli.InvalidConfigurationException;
import dev.agentruntime.cli.RuntimeFactory.Flag;
import dev.agentruntime.cli.RuntimeFactory.Setting;
import dev.agentruntime.domain.session.TurnBudget;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.workspace.SandboxSettings;
import dev.agentruntime.workspace.SandboxSettings.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationReaderTest {

  @TempDir private Path home;
  private final Map<String, String> variables = new HashMap<>();

  private Configuration read(Flag... flags) {
    return look(flags).usable();
  }

  private Reading look(Flag... flags) {
    return ConfigurationReader.read(List.of(flags), variables, new UserFolders(variables, home));
  }

  private void file(String yaml) throws IOException {
    Path file = home.resolve(".config/agent-runtime/config.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, yaml);
  }

  private Setting setting(String name) {
    return read().settings().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void everything_has_a_default_but_model_and_key() {
    Configuration configuration = read();

    assertThat(configuration.database().url())
        .hasToString("sqlite:" + home.resolve(".local/share/agent-runtime/agent-runtime.db"));
    assertThat(configuration.model().endpoint().baseUrl()).isEqualTo("https://api.openai.com/v1");
    assertThat(configuration.model().name()).isEmpty();
    assertThat(configuration.agents().names())
        .isEqualTo("orchestrator, coder, architect, debug, ask");
    assertThat(configuration.approving().policy()).isEqualTo(ApprovalMode.READS.document());
    assertThat(configuration.approving().handling()).isEmpty();
    assertThat(configuration.running().limits()).isEqualTo(TurnLimits.DEFAULT);
    assertThat(configuration.settings()).allMatch(s -> s.origin().equals("default"));
  }

  @Test
  void flags_are_stronger_than_variables_and_these_than_the_file() throws IOException {
    file("model: of-the-file\napprove: edits\nmax_tool_calls: 7\n");
    variables.put("AGENT_RUNTIME_MODEL", "of-the-environment");
    variables.put("AGENT_RUNTIME_APPROVE", "none");

    Configuration configuration = read(new Flag("model", "of-the-flag", "--model"));

    assertThat(configuration.model().name()).contains("of-the-flag");
    assertThat(configuration.approving().policy()).isEqualTo(ApprovalMode.NONE.document());
    assertThat(configuration.running().limits().toolCalls()).isEqualTo(7);
    assertThat(setting("approve"))
        .isEqualTo(new Setting("approve", "none", "AGENT_RUNTIME_APPROVE"));
    assertThat(setting("max_tool_calls").origin()).endsWith("config.yaml:3: max_tool_calls");
  }

  @ParameterizedTest
  @CsvSource({
    "DATABASE_URL, postgresql://u:p@h/d, database, postgresql://h/d",
    "AGENT_RUNTIME_DATABASE, sqlite:/x.db, database, sqlite:/x.db",
    "OPENAI_BASE_URL, http://localhost:4000, base_url, http://localhost:4000/v1",
    "LLM_PROXY_URL, http://proxy/v1/, base_url, http://proxy/v1",
    "AGENTS_ENABLED, 'coder,debug', agents, 'coder, debug'",
    "AGENTS_ENABLED, '[\"universal\"]', agents, universal",
    "HITL_ENABLED, false, approvals_enabled, false",
    "OPENAI_API_KEY, sk-secret, model_api_key, ***",
    "AGENT_RUNTIME_HEADERS, '{\"X-Internal-Auth\":\"secret\"}', headers, ***",
    "AGENT_RUNTIME_IDLE_TIMEOUT, 7, idle_timeout, 7 s",
    "AGENT_RUNTIME_MAX_MODEL_CALLS, 3, max_model_calls, 3",
    "AGENT_RUNTIME_MAX_AUTO_APPROVALS, 5, max_auto_approvals, 5",
  })
  void variables_set_it_and_it_is_shown_without_secrets(
      String variable, String value, String setting, String shown) {
    variables.put(variable, value);

    assertThat(setting(setting)).isEqualTo(new Setting(setting, shown, variable));
  }

  @Test
  void values_reach_where_they_work() {
    variables.putAll(
        Map.of(
            "OPENAI_API_KEY", "sk-secret",
            "AGENT_RUNTIME_HEADERS", "{\"X-Internal-Auth\":\"hush\"}",
            "AGENT_RUNTIME_APPROVALS", "deny",
            "AGENT_RUNTIME_TIMEOUT", "60",
            "AGENT_RUNTIME_MAX_AUTO_APPROVALS", "7",
            "AGENT_RUNTIME_MAX_RUNNING_MINUTES", "5",
            "AGENT_RUNTIME_PASS_ENVIRONMENT", "GOPATH, CARGO_HOME",
            "AGENT_RUNTIME_CONNECT_TIMEOUT", "3",
            "HITL_ENABLED", "off"));

    Configuration configuration = read();

    var endpoint = configuration.model().endpoint();
    assertThat(endpoint.apiKey().orElseThrow().value()).isEqualTo("sk-secret");
    assertThat(endpoint.headers().get("X-Internal-Auth").value()).isEqualTo("hush");
    assertThat(configuration.approving().handling()).contains(ApprovalHandling.DENY);
    assertThat(configuration.approving().policy().bool("enabled")).contains(false);
    assertThat(configuration.running().timeout()).contains(Duration.ofSeconds(60));
    assertThat(configuration.running().limits().autoApprovals()).isEqualTo(7);
    assertThat(configuration.running().limits().runningTime()).isEqualTo(Duration.ofMinutes(5));
    assertThat(configuration.running().commands().passedVariables())
        .containsExactlyInAnyOrder("GOPATH", "CARGO_HOME");
    assertThat(configuration.model().timeouts().connect()).isEqualTo(Duration.ofSeconds(3));
    assertThat(configuration.toString()).doesNotContain("sk-secret", "hush");
  }

  @Test
  void the_file_takes_lists_and_mappings() throws IOException {
    file("agents: [coder, ask]\nheaders: {X-Team: a}\npass_environment: [GOPATH]\n");

    Configuration configuration = read();

    assertThat(configuration.agents().names()).isEqualTo("coder, ask");
    assertThat(configuration.model().endpoint().headers()).containsOnlyKeys("X-Team");
    assertThat(configuration.running().commands().passedVariables()).containsExactly("GOPATH");
  }

  @Test
  void commands_have_a_sandbox_without_network_where_nothing_else_is_set() {
    assertThat(read().running().commands().sandbox())
        .isEqualTo(new SandboxSettings(Use.AUTO, false, Set.of(), Set.of()));
    assertThat(setting("sandbox").value()).isEqualTo("auto");
    assertThat(setting("sandbox_network").value()).isEqualTo("false");
  }

  @Test
  void the_sandbox_is_set_with_paths_from_the_root_or_the_home_folder() throws IOException {
    file("sandbox: off\nsandbox_readable: [~/.gitconfig, '~']\nsandbox_writable: /srv/cache\n");
    variables.put("AGENT_RUNTIME_SANDBOX_NETWORK", "on");

    assertThat(read().running().commands().sandbox())
        .isEqualTo(
            new SandboxSettings(
                Use.OFF,
                true,
                Set.of(home.resolve(".gitconfig"), home),
                Set.of(Path.of("/srv/cache"))));
  }

  @Test
  void a_sandbox_that_cannot_be_meant_is_refused() {
    variables.put("AGENT_RUNTIME_SANDBOX", "maybe");
    variables.put("AGENT_RUNTIME_SANDBOX_WRITABLE", "cache");

    assertThatThrownBy(this::read)
        .hasMessageContaining(
            "AGENT_RUNTIME_SANDBOX: it takes one of off, auto, required, not \"maybe\"")
        .hasMessageContaining(
            "AGENT_RUNTIME_SANDBOX_WRITABLE: it takes paths that begin with / or ~/, not"
                + " \"cache\"");
  }

  @Test
  void all_problems_are_told_at_once_each_with_its_origin() throws IOException {
    file("modle: gpt\napprove: some\nmax_tool_calls: -1\n");
    variables.put("AGENT_RUNTIME_BASEURL", "http://x");
    variables.put("AGENTS_ENABLED", "coder,debugger");
    variables.put("DATABASE_URL", "mysql://u:hunter2@h/d");
    variables.put("EVENT_BUS_CONFIG", "{");
    variables.put("HITL_ENABLED", "maybe");

    assertThatThrownBy(() -> read(new Flag("base_url", "ftp://x", "--base-url")))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContainingAll(
            "9 problems",
            "config.yaml:1: there is no setting modle; did you mean model?",
            "config.yaml:2: approve: it takes one of none, reads, edits, all, not \"some\"",
            "config.yaml:3: max_tool_calls: it takes a whole number",
            "there is no setting AGENT_RUNTIME_BASEURL; did you mean AGENT_RUNTIME_BASE_URL?",
            "AGENTS_ENABLED: there is no agent \"debugger\"",
            "DATABASE_URL: the database URL cannot be used",
            "EVENT_BUS_CONFIG: it is no JSON object (line 1, column 2)",
            "HITL_ENABLED: it takes true or false",
            "--base-url: ")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void a_file_that_is_no_yaml_is_told_without_quoting_it() throws IOException {
    file("model_api_key: sk-secret\nmodel: [\n");

    assertThatThrownBy(this::read)
        .hasMessageContaining("config.yaml: it is no YAML (line ")
        .hasMessageNotContaining("sk-secret");
  }

  @Test
  void what_stands_before_the_place_where_a_file_breaks_is_read_and_the_rest_is_unknown()
      throws IOException {
    file("model: gpt\napprove: all\nagents: [coder\ndatabase: x\n");
    variables.put("OPENAI_BASE_URL", "http://localhost:4000");

    Reading reading = look();

    assertThat(reading.problems()).hasSize(1);
    assertThat(reading.problems().getFirst().text())
        .contains("config.yaml: it is no YAML (line ", "nothing from there on was read");
    assertThat(reading.configuration().settings())
        .contains(
            new Setting("model", "gpt", configuration() + ":1: model"),
            new Setting("approve", "all", configuration() + ":2: approve"),
            new Setting("base_url", "http://localhost:4000/v1", "OPENAI_BASE_URL"));
    assertThat(reading.knows(SettingKey.MODEL, SettingKey.APPROVE, SettingKey.BASE_URL)).isTrue();
    assertThat(reading.knows(SettingKey.DATABASE)).isFalse();
    assertThat(reading.knows(SettingKey.AGENTS)).isFalse();
  }

  private Path configuration() {
    return new UserFolders(variables, home).configuration();
  }

  @Test
  void a_setting_that_cannot_be_used_says_so_with_its_origin_and_shows_no_value()
      throws IOException {
    file("database: mysql://u:hunter2@h/d\nmodel: gpt\n");

    Reading reading = look();

    assertThat(reading.configuration().settings())
        .contains(
            new Setting("database", "(cannot be used)", configuration() + ":1: database"),
            new Setting("model", "gpt", configuration() + ":2: model"));
    assertThat(reading.toString()).doesNotContain("hunter2");
  }

  @Test
  void a_setting_that_is_there_twice_is_told_with_its_line() throws IOException {
    file("model: a\napprove: all\nmodel: b\n");
    assertThatThrownBy(this::read)
        .hasMessageContaining("config.yaml:3: model is set for the second time");

    file("model: a\nheaders: {X: a,\n  X: b}\n");
    assertThatThrownBy(this::read).hasMessageContaining("config.yaml:3: a name stands there twice");
  }

  @Test
  void a_file_that_cannot_be_read_says_why_in_words() throws IOException {
    Files.createDirectories(configuration());
    assertThatThrownBy(this::read).hasMessageContaining("it cannot be read: it is a folder");

    Files.delete(configuration());
    Files.write(configuration(), new byte[] {'m', ':', ' ', (byte) 0xff});
    assertThatThrownBy(this::read)
        .hasMessageContaining("it cannot be read: it is not text in UTF-8");
  }

  @Test
  void a_file_that_is_no_mapping_is_told_what_it_takes() throws IOException {
    file("- model\n");
    assertThatThrownBy(this::read).hasMessageContaining("it takes lines like model: NAME");
  }

  @Test
  void a_model_without_a_name_is_refused() {
    assertThatThrownBy(() -> read(new Flag("model", " ", "--model")))
        .hasMessageContaining("--model: it takes a name");
  }

  @Test
  void a_file_that_says_nothing_sets_nothing() throws IOException {
    for (String nothing : new String[] {"", "# nothing yet\n", "---\n", "~\n", "model:\n"}) {
      file(nothing);

      assertThat(read().settings()).as(nothing).allMatch(s -> s.origin().equals("default"));
    }
  }

  @Test
  void the_names_of_the_documents_are_accepted_and_say_what_has_no_effect() {
    variables.put("LOG_LEVEL", "DEBUG");
    variables.put("EVENT_BUS_CONFIG", "{\"workers\":4}");
    variables.put("PERSISTENCE_CONFIG", "{\"database_url\":\"sqlite:/p.db\",\"pool_size\":5}");

    assertThat(setting("LOG_LEVEL").origin()).contains("no effect");
    assertThat(setting("EVENT_BUS_CONFIG").origin()).contains("nothing of it has an effect");
    assertThat(setting("PERSISTENCE_CONFIG").origin()).contains("only its database_url");
    assertThat(setting("database"))
        .isEqualTo(new Setting("database", "sqlite:/p.db", "PERSISTENCE_CONFIG.database_url"));
  }

  @Test
  void a_document_that_is_no_json_is_told_with_its_place_and_without_quoting_it() {
    variables.put("PERSISTENCE_CONFIG", "{\"database_url\": hunter2}");

    assertThatThrownBy(this::read)
        .hasMessageContaining("PERSISTENCE_CONFIG: it is no JSON object (line 1, column ")
        .hasMessageNotContaining("hunter2")
        .hasMessageNotContaining("token");
  }

  @Test
  void a_path_that_is_none_is_told_in_words_of_our_own() throws IOException {
    file("policy: \"/a\\0b\"\n");

    assertThatThrownBy(this::read)
        .hasMessageContaining("is no path: it has a character that no path can have");
  }

  @Test
  void an_empty_variable_sets_nothing() {
    variables.put("DATABASE_URL", "");

    assertThat(setting("database").origin()).isEqualTo("default");
  }

  @Test
  void the_variables_of_launcher_and_commands_are_no_settings() {
    variables.put("AGENT_RUNTIME_JAVA", "/opt/jdk");
    variables.put("AGENT_RUNTIME_CALL", "x");

    assertThat(read().settings()).hasSize(SettingKey.values().length);
  }

  @Test
  void the_users_folders_can_be_elsewhere_but_never_relative_to_where_it_is_started() {
    variables.put("XDG_DATA_HOME", "/data");
    assertThat(read().database().url()).hasToString("sqlite:/data/agent-runtime/agent-runtime.db");

    variables.put("XDG_DATA_HOME", "data");
    variables.put("XDG_CONFIG_HOME", ".");
    var folders = new UserFolders(variables, home);
    assertThat(folders.database().toString()).startsWith(home + "/.local/share/");
    assertThat(folders.configuration().toString()).startsWith(home + "/.config/");
  }

  private Path policy(String yaml) throws IOException {
    return Files.writeString(home.resolve("team.yaml"), yaml);
  }

  @Test
  void a_policy_of_ones_own_stands_in_place_of_a_mode() throws IOException {
    Path own =
        policy(
            """
            rules:
              - id: harmless
                request_type: tool
                subject_pattern: execute_command
                conditions:
                  command_in: ["git status", "npm test *"]
                decision: allow
            """);
    variables.put("AGENT_RUNTIME_POLICY", own.toString());

    Configuration.Approving approving = read().approving();

    assertThat(approving.policyName()).isEqualTo("policy");
    assertThat(approving.rules().origin()).isEqualTo(own + " (AGENT_RUNTIME_POLICY)");
    assertThat(approving.policy().bool("enabled")).contains(true);
    assertThat(approving.policy().array("rules")).hasSize(1);
    assertThat(setting("policy").value()).isEqualTo(own.toString());
    assertThat(setting("approve").value()).isEmpty();
  }

  @Test
  void a_policy_to_start_from_is_named_in_place_of_a_file() throws IOException {
    file("policy: preset:read-only\n");

    Configuration.Approving approving = read().approving();

    assertThat(approving.policyName()).isEqualTo("read-only");
    assertThat(approving.policy().array("rules"))
        .isEqualTo(PolicyPreset.READ_ONLY.document().array("rules"));
    assertThat(approving.rules().origin()).startsWith("preset read-only (");
    assertThatThrownBy(() -> read(new Flag("policy", "preset:atuo", "--preset")))
        .hasMessageContaining(
            "--preset: there is no preset \"atuo\"; there are default, documents");
  }

  @Test
  void a_policy_counts_as_chosen_only_where_somebody_said_so() throws IOException {
    assertThat(read().approving().isChosen()).isFalse();
    assertThat(read(new Flag("dry_run", "true", "--dry-run")).approving().isChosen()).isFalse();
    assertThat(read(new Flag("approve", "reads", "--approve")).approving().isChosen()).isTrue();
    file("policy: preset:auto\n");
    assertThat(read().approving().isChosen()).isTrue();
    file("approvals_enabled: false\n");
    assertThat(read().approving().isChosen()).isTrue();
  }

  @Test
  void of_mode_and_policy_the_one_in_the_strongest_place_holds() throws IOException {
    Path own = policy("rules: []\n");
    file("policy: " + own + "\n");
    assertThat(read().approving().policyName()).isEqualTo("policy");

    variables.put("AGENT_RUNTIME_APPROVE", "edits");
    assertThat(read().approving().policyName()).isEqualTo("edits");
    assertThat(read(new Flag("policy", own.toString(), "--policy")).approving().policyName())
        .isEqualTo("policy");

    variables.put("AGENT_RUNTIME_POLICY", own.toString());
    assertThatThrownBy(this::read)
        .hasMessageContaining("AGENT_RUNTIME_APPROVE and AGENT_RUNTIME_POLICY exclude each other");
  }

  @Test
  void a_policy_cannot_switch_approvals_on_again_that_are_off() throws IOException {
    Flag own = new Flag("policy", policy("enabled: true\nrules: []\n").toString(), "--policy");
    assertThat(read(own).approving().policy().bool("enabled")).contains(true);

    variables.put("HITL_ENABLED", "false");

    assertThat(read(own).approving().policy().bool("enabled")).contains(false);
  }

  @Test
  void a_dry_run_denies_whatever_the_policy_allows() {
    variables.put("AGENT_RUNTIME_APPROVE", "all");
    Configuration.Approving approving = read(new Flag("dry_run", "true", "--dry-run")).approving();

    assertThat(approving.policyName()).isEqualTo("dry-run");
    assertThat(approving.policy().array("rules").getFirst().canonical())
        .contains("\"decision\":\"deny\"", "not run: dry run");
  }

  @Test
  void a_ceiling_of_cost_needs_the_price() {
    variables.put("AGENT_RUNTIME_MAX_COST", "2.50");
    assertThatThrownBy(this::read)
        .hasMessageContaining("AGENT_RUNTIME_MAX_COST: what the model costs is not known")
        .hasMessageContaining("model_price_prompt");

    variables.put("AGENT_RUNTIME_MODEL_PRICE_PROMPT", "0.5");
    variables.put("AGENT_RUNTIME_MODEL_PRICE_COMPLETION", "1.5");
    variables.put("AGENT_RUNTIME_MAX_TOKENS", "1000");

    assertThat(read().running().limits().budget())
        .isEqualTo(
            new TurnBudget(
                OptionalLong.of(1000),
                Optional.of(
                    new TurnBudget.CostLimit(
                        new TurnBudget.Price(500_000, 1_500_000), 2_500_000))));
  }

  @Test
  void models_have_prices_in_a_table_with_a_version() throws IOException {
    file(
        """
        prices:
          version: "2026-11"
          currency: USD
          models:
            one: {prompt: 0.5, completion: 1.50}
            two: {prompt: "0.000001", completion: 0}
        """);

    assertThat(read().model().prices())
        .isEqualTo(
            new PriceTable(
                "2026-11",
                "USD",
                Map.of(
                    "one", new TurnBudget.Price(500_000, 1_500_000),
                    "two", new TurnBudget.Price(1, 0))));
  }

  @Test
  void of_prices_all_that_is_wrong_is_told_at_once() throws IOException {
    file(
        """
        prices:
          curency: USD
          models:
            one: {prompt: much, completion: 1}
            two: {prompt: 1}
            three: 7
            four: {prompt: -1, completion: 1}
        """);

    assertThatThrownBy(this::read)
        .hasMessageContaining("prices: ")
        .hasMessageContaining("there is no curency")
        .hasMessageContaining("version is missing")
        .hasMessageContaining("currency is missing")
        .hasMessageContaining("models.one.prompt: it takes an amount")
        .hasMessageContaining("models.two.completion is missing")
        .hasMessageContaining("the price of three is no mapping")
        .hasMessageContaining("models.four.*: a price is not negative");
    variables.put("AGENT_RUNTIME_PRICES", "cheap");
    assertThatThrownBy(this::read).hasMessageContaining("it takes a mapping such as {version");
  }

  @Test
  void webhooks_go_beyond_the_public_internet_only_where_that_is_said() throws IOException {
    assertThat(read().server().webhooks().targets()).isEmpty();
    file("server_webhook_targets: [127.0.0.1, 10.1.0.0/16, hooks.internal]\n");
    assertThat(read().server().webhooks().targets())
        .containsExactlyInAnyOrder("127.0.0.1", "10.1.0.0/16", "hooks.internal");
    variables.put("AGENT_RUNTIME_SERVER_WEBHOOK_TARGETS", "http://127.0.0.1:80/");
    assertThatThrownBy(this::read)
        .hasMessageContaining("AGENT_RUNTIME_SERVER_WEBHOOK_TARGETS: ")
        .hasMessageContaining("without scheme, port and wildcards");
  }

  @ParameterizedTest
  @CsvSource({
    "MAX_COST, 0, more than zero",
    "MAX_COST, -1, more than zero",
    "MAX_COST, much, an amount such as 0.25",
    "MAX_COST, 0.0000001, at most 6 decimals",
    "MODEL_PRICE_PROMPT, -1, not negative",
    "MAX_TOKENS, 0, a whole number from 1 to 999999999",
  })
  void an_amount_that_is_none_is_refused_with_its_origin(
      String setting, String value, String said) {
    variables.put("AGENT_RUNTIME_MAX_COST", "1");
    variables.put("AGENT_RUNTIME_MODEL_PRICE_PROMPT", "1");
    variables.put("AGENT_RUNTIME_MODEL_PRICE_COMPLETION", "1");
    variables.put("AGENT_RUNTIME_" + setting, value);

    assertThatThrownBy(this::read)
        .hasMessageContaining("AGENT_RUNTIME_" + setting + ": ")
        .hasMessageContaining(said);
  }

  @Test
  void a_secret_may_stand_in_a_file_that_a_variable_names() throws IOException {
    Path key = Files.writeString(home.resolve("key"), "Zq8vW2xL5nB7mK4jH6gF3dS1aP9oI0uY\n");
    variables.put("AGENT_RUNTIME_API_KEY_FILE", key.toString());
    variables.put("OPENAI_API_KEY_FILE", Files.writeString(home.resolve("m"), "sk-1").toString());
    variables.put(
        "DATABASE_URL_FILE",
        Files.writeString(home.resolve("d"), "postgresql://u:hunter2@h/d\n").toString());

    Configuration configuration = read();

    assertThat(configuration.server().key().orElseThrow().value())
        .isEqualTo("Zq8vW2xL5nB7mK4jH6gF3dS1aP9oI0uY");
    assertThat(configuration.model().endpoint().apiKey().orElseThrow().value()).isEqualTo("sk-1");
    assertThat(configuration.database().url()).hasToString("postgresql://h/d");
    assertThat(setting("api_key"))
        .isEqualTo(new Setting("api_key", "***", "AGENT_RUNTIME_API_KEY_FILE"));
  }

  @Test
  void what_is_wrong_with_the_file_of_a_secret_is_told_by_its_variable() throws IOException {
    variables.put("AGENT_RUNTIME_API_KEY_FILE", home.resolve("missing").toString());
    variables.put("OPENAI_API_KEY", "sk-1");
    variables.put("OPENAI_API_KEY_FILE", Files.writeString(home.resolve("m"), "sk-2").toString());
    variables.put("DATABASE_URL_FILE", Files.writeString(home.resolve("d"), "\n").toString());
    variables.put("AGENT_RUNTIME_HEADERS_FILE", home.toString());
    variables.put("AGENT_RUNTIME_MODEL_FILE", "no secret");

    assertThatThrownBy(this::read)
        .hasMessageContaining(
            "AGENT_RUNTIME_API_KEY_FILE: " + home.resolve("missing") + " does not exist")
        .hasMessageContaining("OPENAI_API_KEY_FILE: OPENAI_API_KEY is set, too; set one of the two")
        .hasMessageContaining("DATABASE_URL_FILE: " + home.resolve("d") + " is empty")
        .hasMessageContaining(
            "AGENT_RUNTIME_HEADERS_FILE: " + home + " cannot be read: it is a folder")
        .hasMessageContaining("there is no setting AGENT_RUNTIME_MODEL_FILE");
  }
}
