package dev.agentruntime.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The bundled project with its failing tests, unpacked.
 *
 * @param folder of the project
 * @param script that repairs it
 */
record DemoProject(Path folder, Path script) {

  private static final String RESOURCES = "demo/";

  /** What its tests said. */
  record Tests(boolean green, List<String> lines) {
    Tests {
      lines = List.copyOf(lines);
    }
  }

  /** Copies it below an empty folder. */
  static DemoProject unpack(Path parent) throws IOException {
    Path folder = Files.createDirectories(parent.resolve("project"));
    for (String name : new String(resource("index.txt"), StandardCharsets.UTF_8).lines().toList()) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, resource("project/" + name));
    }
    Path script = parent.resolve("script.yaml");
    Files.write(script, resource("script.yaml"));
    return new DemoProject(folder, script);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = DemoProject.class.getResourceAsStream(RESOURCES + name)) {
      if (in == null) {
        throw new IOException("this build lacks its resource " + RESOURCES + name);
      }
      return in.readAllBytes();
    }
  }

  /** Variables with which commands find the JDK that runs this program. */
  static Map<String, String> environment(Map<String, String> around) {
    String home = System.getProperty("java.home", "");
    if (!Files.isExecutable(Path.of(home, "bin", "javac"))) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "the demo compiles a project, and "
              + home
              + " is no JDK: it has no bin/javac; set JAVA_HOME to one");
    }
    String path = around.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    return Map.of("JAVA_HOME", home, "PATH", Path.of(home, "bin") + ":" + path);
  }

  /** Runs the tests as a person would. */
  Tests test(Map<String, String> environment) throws IOException, InterruptedException {
    var tests =
        new ProcessBuilder("sh", "run-tests.sh")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    tests.environment().putAll(environment);
    Process running = tests.start();
    running.getOutputStream().close();
    try (Stream<String> said = running.inputReader(StandardCharsets.UTF_8).lines()) {
      List<String> lines = said.toList();
      return new Tests(running.waitFor() == 0, lines);
    }
  }
}
