package dev.agentruntime.workspace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds processes of a test, also those that left their parents. */
final class Processes {

  private Processes() {}

  /** The processes in whose command line this text is. */
  static List<ProcessHandle> running(String text) {
    var found = new ArrayList<ProcessHandle>();
    ProcessHandle.allProcesses()
        .filter(ProcessHandle::isAlive)
        .filter(handle -> commandLine(handle).contains(text))
        .forEach(found::add);
    return found;
  }

  private static String commandLine(ProcessHandle handle) {
    try {
      Path cmdline = Path.of("/proc", "" + handle.pid(), "cmdline");
      return new String(Files.readAllBytes(cmdline), StandardCharsets.ISO_8859_1)
          .replace('\0', ' ');
    } catch (IOException e) {
      // It ended.
      return "";
    }
  }

  /** A sleep that no other test has, and long enough to outlive this one. */
  static String uniqueSleep() {
    return "sleep 3" + System.nanoTime() % 1_000_000 + ".5";
  }
}
