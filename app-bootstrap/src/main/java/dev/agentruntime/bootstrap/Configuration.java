package dev.agentruntime.bootstrap;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.DryRun;
import dev.agentruntime.application.approval.PolicyPreset;
import dev.agentruntime.application.metrics.PriceTable;
import dev.agentruntime.cli.ApprovalHandling;
import dev.agentruntime.cli.RuntimeFactory.Setting;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.jdbi.DatabaseUrl;
import dev.agentruntime.openai.OpenAiSettings;
import dev.agentruntime.workspace.SandboxSettings;
import dev.agentruntime.workspace.WorkspaceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that is configured, read once.
 *
 * @param settings each with its origin, for people
 */
record Configuration(
    Database database,
    Model model,
    AgentProfiles agents,
    Approving approving,
    Running running,
    ServerSettings server,
    List<Setting> settings) {

  Configuration {
    settings = List.copyOf(settings);
  }

  /** Where sessions are kept, and who says so. */
  record Database(DatabaseUrl url, Origin origin) {}

  /**
   * How live models are asked.
   *
   * @param prices what they cost, for who asks what a session did
   */
  record Model(
      OpenAiSettings.Endpoint endpoint,
      Optional<String> name,
      Optional<Integer> maxOutputTokens,
      OpenAiSettings.Timeouts timeouts,
      PriceTable prices) {}

  /**
   * What needs a person's word.
   *
   * @param rules which requests do
   * @param enabled if false, nothing is asked
   * @param dry whether nothing is to be changed at all
   * @param handling what a run does with what is undecided
   */
  record Approving(Rules rules, boolean enabled, boolean dry, Optional<ApprovalHandling> handling) {

    /** JSON form of the policy. */
    JsonObject policy() {
      JsonObject document = rules.document();
      Map<String, JsonValue> members = new LinkedHashMap<>(document.members());
      members.put("enabled", new JsonBoolean(enabled && document.bool("enabled").orElse(true)));
      var policy = new JsonObject(members);
      return dry ? DryRun.of(policy) : policy;
    }

    /** Whether somebody said so; else a policy that the owner stored holds in its place. */
    boolean isChosen() {
      return rules.chosen() || !enabled;
    }

    /** What to call it. */
    String policyName() {
      return dry ? DryRun.RULE : rules.name();
    }
  }

  /**
   * The rules of a policy.
   *
   * @param name a mode's or a preset's, or that it is another one
   * @param origin where they are set
   * @param chosen whether they are set anywhere
   */
  record Rules(String name, JsonObject document, String origin, boolean chosen) {

    static Rules of(ApprovalMode mode, Origin origin) {
      return of(mode.id(), mode.document(), "mode " + mode.id(), origin);
    }

    static Rules of(PolicyPreset preset, Origin origin) {
      return of(preset.id(), preset.document(), "preset " + preset.id(), origin);
    }

    static Rules of(Path file, JsonObject document, Origin origin) {
      return of("policy", document, file.toString(), origin);
    }

    private static Rules of(String name, JsonObject document, String what, Origin origin) {
      return new Rules(name, document, what + " (" + origin.place() + ")", !origin.isDefault());
    }
  }

  /**
   * How turns run.
   *
   * @param timeout of a whole run of the command line
   */
  record Running(TurnLimits limits, Optional<Duration> timeout, Commands commands) {}

  /**
   * How commands run.
   *
   * @param passedVariables what they see of the environment beside the harmless part
   */
  record Commands(Set<String> passedVariables, SandboxSettings sandbox) {
    Commands {
      passedVariables = Set.copyOf(passedVariables);
    }

    /** What workspaces are opened with, where this is the environment. */
    WorkspaceSettings workspaces(Map<String, String> environment) {
      return new WorkspaceSettings(environment, passedVariables, sandbox);
    }
  }
}
