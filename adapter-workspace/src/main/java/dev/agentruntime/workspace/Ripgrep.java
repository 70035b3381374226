package dev.agentruntime.workspace;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * The program {@code rg}, where it is installed. It is only asked which files may have a piece of
 * text; they are then opened, judged and searched here like all others. So it can make a search
 * faster, but what it says leads nowhere, and dialects of expressions do not matter.
 *
 * @param folder the workspace, in which it runs
 * @param patience how long it may take
 */
record Ripgrep(Path program, Path folder, Duration patience) {

  /** Where more files have it, opening each of them as it comes is quicker. */
  static final int MAX_FILES = 2000;

  private static final int MAX_OUTPUT = 1 << 18;

  /** Its exit codes where it found something or nothing. */
  private static final Set<Integer> WORKED = Set.of(0, 1);

  private static final Set<String> NO_NAMES = Set.of("", ".", "..");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final List<String> OPTIONS =
      List.of(
          "--no-config",
          "--no-follow",
          "--files-with-matches",
          "--null",
          "--fixed-strings",
          "--text",
          "--no-unicode",
          "--hidden",
          "--iglob=!.git",
          "--no-require-git",
          "--no-ignore-dot",
          "--no-ignore-exclude",
          "--no-ignore-global",
          "--no-ignore-parent");

  private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

  /**
   * Finds it.
   *
   * @param searchPath a {@code PATH}; folders in it that are relative or in the workspace do not
   *     count, for what lies there may be anything
   */
  static Optional<Ripgrep> on(String searchPath, Path workspace) {
    return SEPARATOR
        .splitAsStream(searchPath)
        .filter(folder -> folder.startsWith("/") && WorkspacePath.isExpressible(folder))
        .flatMap(folder -> real(Path.of(folder).resolve("rg")).stream())
        .filter(program -> Files.isExecutable(program) && !program.startsWith(workspace))
        .map(program -> new Ripgrep(program, workspace, PATIENCE))
        .findFirst();
  }

  private static Optional<Path> real(Path program) {
    try {
      return Optional.of(program.toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Files that may have one of them; empty if it fails, finds too many or says what it should not.
   */
  Optional<PathTree> filesWith(List<Needle> needles, WorkspacePath start)
      throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(OPTIONS);
    command.add(needles.getFirst().anyCase() ? "--ignore-case" : "--case-sensitive");
    needles.forEach(needle -> command.add("--regexp=" + needle.text()));
    command.addAll(List.of("--", "./" + (start.isRoot() ? "" : start)));
    try {
      return run(command);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<PathTree> run(List<String> command) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectError(Redirect.DISCARD);
    builder.environment().clear();
    Process process = builder.start();
    try {
      var output = new FutureTask<>(() -> output(process));
      Thread.ofPlatform().daemon().name("workspace-rg").start(output);
      String named = output.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (named.length() > MAX_OUTPUT) {
        return Optional.empty();
      }
      boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
      boolean worked = ended && WORKED.contains(process.exitValue());
      return worked ? files(named) : Optional.empty();
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String output(Process process) throws IOException {
    try (InputStream stream = process.getInputStream()) {
      return new String(stream.readNBytes(MAX_OUTPUT + 1), StandardCharsets.UTF_8);
    }
  }

  private static Optional<PathTree> files(String output) {
    var files = new ArrayList<WorkspacePath>();
    for (String each : output.split("\0", -1)) {
      // Each name is ended, so the last piece is empty. Others are as they come out of a walk.
      Optional<WorkspacePath> file = file(each);
      if (!each.isEmpty() && file.isEmpty()) {
        return Optional.empty();
      }
      file.filter(path -> WorkspacePath.isExpressible(path.toString())).ifPresent(files::add);
    }
    return files.size() > MAX_FILES ? Optional.empty() : Optional.of(PathTree.of(files));
  }

  private static Optional<WorkspacePath> file(String named) {
    List<String> names = List.of(named.split("/", -1));
    boolean isPath = names.size() > 1 && names.getFirst().equals(".");
    List<String> below = names.subList(1, names.size());
    return isPath && below.stream().noneMatch(NO_NAMES::contains)
        ? Optional.of(new WorkspacePath(below))
        : Optional.empty();
  }
}
