package dev.agentruntime.workspace;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

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

  private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,3}");

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
    addBareRepositories(environment);
    environment.put(MARK, call);
    return environment;
  }

  /**
   * Any folder can be made to look like a bare repository whose settings run programs. Behind the
   * settings that are passed on, so that these stay and git takes the last one.
   */
  private static void addBareRepositories(Map<String, String> environment) {
    String passed = environment.getOrDefault("GIT_CONFIG_COUNT", "");
    int count = COUNT.matcher(passed).matches() ? Integer.parseInt(passed) : 0;
    environment.put("GIT_CONFIG_COUNT", String.valueOf(count + 1));
    environment.put("GIT_CONFIG_KEY_" + count, "safe.bareRepository");
    environment.put("GIT_CONFIG_VALUE_" + count, "explicit");
  }
}
