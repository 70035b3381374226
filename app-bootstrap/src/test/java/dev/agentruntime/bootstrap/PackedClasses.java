package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * What makes a JVM map the program's classes instead of reading them: half of a start, and tests
 * start it hundreds of times. Made when it is first asked for, and gone with the tests' JVM. An
 * archive has to consist of jars, and the tests' class path has folders.
 */
final class PackedClasses {

  private static final long PATIENCE_SECONDS = 120;

  private PackedClasses() {}

  /** What commands need. */
  private static final class OfCommands {
    private static final List<String> OPTIONS = archived("commands", PackedClasses::runDemo);
  }

  /** What a server needs. */
  private static final class OfServers {
    private static final List<String> OPTIONS = archived("servers", PackedClasses::serve);
  }

  /** The jars. */
  private static final class Jars {
    private static final Path FOLDER = temporary();
    private static final String CLASS_PATH = jars();
  }

  /** Options of a JVM for commands, the class path among them. */
  static List<String> forCommands() {
    return OfCommands.OPTIONS;
  }

  /** Options of a JVM for servers, the class path among them. */
  static List<String> forServers() {
    return OfServers.OPTIONS;
  }

  /** Something that a program does until it comes to its end by itself. */
  private interface Life {
    Process of(List<String> jvm, Path home) throws IOException, InterruptedException;
  }

  private static List<String> archived(String name, Life life) {
    Path archive = Jars.FOLDER.resolve(name + ".jsa");
    List<String> classes = List.of("-Xlog:disable", "-cp", Jars.CLASS_PATH);
    var recording = new ArrayList<String>(List.of("-XX:ArchiveClassesAtExit=" + archive));
    recording.addAll(classes);
    try {
      Path home = Files.createDirectories(Jars.FOLDER.resolve(name));
      Process process = life.of(recording, home);
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(archive).exists();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while classes were archived", e);
    }
    var options = new ArrayList<String>(List.of("-XX:SharedArchiveFile=" + archive));
    options.addAll(classes);
    return List.copyOf(options);
  }

  private static Process runDemo(List<String> jvm, Path home) throws IOException {
    return silent(new Program(home).builder(jvm, "demo", "--workspace", "demo")).start();
  }

  /** It asks no model before somebody says something, and ends when it is told to. */
  private static Process serve(List<String> jvm, Path home)
      throws IOException, InterruptedException {
    String[] arguments = {
      "serve",
      "--port",
      "0",
      "--db",
      "sqlite:" + home.resolve("sessions.db"),
      "--model",
      "m",
      "--base-url",
      "http://127.0.0.1:1/v1"
    };
    ProcessBuilder builder = new Program(home).builder(jvm, arguments);
    builder.environment().put("OPENAI_API_KEY", "sk-of-nobody");
    Process process = builder.redirectErrorStream(true).start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (line != null && !line.contains("listening on")) {
        line = lines.readLine();
      }
      assertThat(line).as("it listens").isNotNull();
      process.toHandle().destroy();
      lines.transferTo(Writer.nullWriter());
    }
    return process;
  }

  private static ProcessBuilder silent(ProcessBuilder builder) {
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  private static Path temporary() {
    try {
      Path folder = Files.createTempDirectory("packed-classes");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String jars() {
    var classPath = new ArrayList<String>();
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(part);
      if (Files.isDirectory(path)) {
        classPath.add(pack(path, Jars.FOLDER.resolve(classPath.size() + ".jar")).toString());
      } else if (Files.exists(path)) {
        classPath.add(part);
      }
    }
    return String.join(File.pathSeparator, classPath);
  }

  private static Path pack(Path classes, Path jar) {
    try (var out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(file -> !file.equals(classes)).toList()) {
        boolean folder = Files.isDirectory(file);
        // Folders too: the database's migrations are looked for in theirs.
        out.putNextEntry(new JarEntry(classes.relativize(file) + (folder ? "/" : "")));
        if (!folder) {
          Files.copy(file, out);
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
