import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;

/**
 * Checks or applies google-java-format on every Java file below a folder. Run by the JDK's source
 * launcher with the formatter's jar on the class path; the root pom.xml has the command line.
 */
final class FormatCheck {
  private static final Set<String> SKIPPED = Set.of("target", "node_modules");

  public static void main(String[] args) throws IOException {
    if (args.length != 2 || !Set.of("check", "apply").contains(args[0])) {
      System.err.println("usage: FormatCheck check|apply <folder>");
      System.exit(2);
    }
    boolean apply = args[0].equals("apply");
    Path root = Path.of(args[1]);
    List<String> files = javaFiles(root);
    ToolProvider formatter =
        ToolProvider.findFirst("google-java-format")
            .orElseThrow(() -> new IllegalStateException("google-java-format is not there"));

    List<String> command = new ArrayList<>();
    Collections.addAll(
        command, apply ? new String[] {"--replace"} : new String[] {"-n", "--set-exit-if-changed"});
    command.addAll(files);
    int exit = formatter.run(System.out, System.err, command.toArray(String[]::new));
    if (exit != 0) {
      System.out.println("The files above are not formatted. To mend it: mvn -Pformat validate");
      System.exit(1);
    }
  }

  private static List<String> javaFiles(Path root) throws IOException {
    List<String> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean skip = !folder.equals(root) && (name.startsWith(".") || SKIPPED.contains(name));
            return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              files.add(file.toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    Collections.sort(files);
    return files;
  }
}
