package dev.agentruntime.workspace;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What commands see of the environment: names that are known to be harmless and those that the
 * settings add. What is not named stays away, above all the keys of model providers.
 */
record CommandEnvironment(WorkspaceSettings settings) {

  /** The variable by which the processes of a call are found again. */
  static final String MARK = "AGENT_RUNTIME_CALL";

  private static final Set<String> HARMLESS =
      Set.of(
          "PATH",
          "HOME",
          "LANG",
          "LANGUAGE",
          "TZ",
          "TMPDIR",
          "USER",
          "LOGNAME",
          "SHELL",
          "JAVA_HOME");

  /** The environment of a call. */
  Map<String, String> of(String call) {
    var environment = new TreeMap<String, String>();
    settings
        .environment()
        .forEach(
            (name, value) -> {
              if (HARMLESS.contains(name)
                  || name.startsWith("LC_")
                  || settings.passedVariables().contains(name)) {
                environment.put(name, value);
              }
            });
    environment.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("TERM", "dumb");
    // Any folder can be made to look like a repository whose settings run programs.
    environment.putIfAbsent("GIT_CONFIG_COUNT", "1");
    environment.putIfAbsent("GIT_CONFIG_KEY_0", "safe.bareRepository");
    environment.putIfAbsent("GIT_CONFIG_VALUE_0", "explicit");
    environment.put(MARK, call);
    return environment;
  }
}
