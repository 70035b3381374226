package dev.agentruntime.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A program in the place of bubblewrap that confines nothing. */
final class FakeBubblewrap {

  /** Runs what comes after {@code --} and says so in a variable. */
  static final String RUNS =
      "while [ \"$1\" != -- ]; do shift; done; shift; SANDBOXED=yes exec \"$@\"";

  private FakeBubblewrap() {}

  static Path in(Path folder, String script) throws IOException {
    Path file = Files.writeString(folder.resolve("bwrap"), "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
