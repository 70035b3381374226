package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * What makes a JVM map the program's classes instead of reading them, for tests that start it
 * dozens of times: half of a start. The first process that ends by itself leaves the archive for
 * the others; it has to consist of jars, and the tests' class path has folders.
 *
 * @param options of the JVM, the class path among them
 */
record PackedClasses(List<String> options) {

  static PackedClasses in(Path folder) throws IOException {
    var classPath = new ArrayList<String>();
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(part);
      if (Files.isDirectory(path)) {
        classPath.add(pack(path, folder.resolve(classPath.size() + ".jar")).toString());
      } else if (Files.exists(path)) {
        classPath.add(part);
      }
    }
    return new PackedClasses(
        List.of(
            "-XX:+AutoCreateSharedArchive",
            "-XX:SharedArchiveFile=" + folder.resolve("classes.jsa"),
            "-Xlog:disable",
            "-cp",
            String.join(File.pathSeparator, classPath)));
  }

  /**
   * Options with an archive that is there: a program that is killed leaves none, so one is run to
   * its end first.
   */
  static List<String> warm(Path folder) throws IOException, InterruptedException {
    Path home = Files.createDirectories(folder.resolve("packed"));
    List<String> jvm = in(home).options();
    Process first =
        new Program(home)
            .builder(jvm, "demo", "--workspace", "demo")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(first.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(first.exitValue()).isZero();
    return jvm;
  }

  private static Path pack(Path classes, Path jar) throws IOException {
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
    }
    return jar;
  }
}
