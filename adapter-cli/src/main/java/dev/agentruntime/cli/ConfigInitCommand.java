package dev.agentruntime.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Writes a configuration file to begin with. */
@Command(
    name = "init",
    description = {
      "Writes a configuration file to begin with: every setting, commented out, with what it does.",
      "Only its owner may read it. A file that exists is never changed."
    },
    footer = {"agent-runtime config init", "XDG_CONFIG_HOME=/tmp/try agent-runtime config init"})
final class ConfigInitCommand implements Callable<Integer> {

  private final RuntimeFactory factory;
  private final Surroundings surroundings;

  ConfigInitCommand(RuntimeFactory factory, Surroundings surroundings) {
    this.factory = factory;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    RuntimeFactory.UserConfiguration template = factory.userConfiguration();
    Path file = template.file();
    try {
      makeFolderOf(file);
      create(file);
      Files.writeString(file, template.text());
    } catch (FileAlreadyExistsException e) {
      throw CommandFailure.usage(
          file + " exists and is left as it is; edit it, or move it away first");
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "the configuration file "
              + file
              + " cannot be written: "
              + FileTrouble.why(e)
              + "; mend the rights of its folder, or name another by XDG_CONFIG_HOME");
    }
    surroundings.out().println(file);
    surroundings.tell("written; 'agent-runtime config show --origin' shows what holds");
    return ExitCode.DONE.status();
  }

  private static void makeFolderOf(Path file) throws IOException {
    Path folder = file.resolveSibling("");
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
  }

  /** It may get a key, so it is closed to others before it has any content. */
  private static void create(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    if (Files.getFileStore(file.resolveSibling("")).supportsFileAttributeView("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.write(file, "".getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW);
    }
  }
}
