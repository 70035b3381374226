package dev.agentruntime.simulation;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files that all processes work on, a folder for each session. They survive every crash. */
final class Folders {

  static final List<String> PATHS = List.of("a.txt", "b.txt", "src/c.txt");

  private final World world;
  private final Map<String, Map<String, String>> folders = new TreeMap<>();
  private int contents;

  Folders(World world) {
    this.world = world;
  }

  /** The files at a root. */
  Map<String, String> at(String root) {
    return folders.computeIfAbsent(root, missing -> new TreeMap<>());
  }

  /** A content that nobody had before. */
  String content() {
    contents++;
    return "content " + contents;
  }

  /** Somebody else changes files somewhere. */
  void changeAny() {
    if (!folders.isEmpty()) {
      change(world.dice().pick(List.copyOf(folders.keySet())));
    }
  }

  /** Somebody else changes a file. */
  void change(String root) {
    String path = world.dice().pick(PATHS);
    at(root).put(path, content());
    world.note(() -> "  somebody changes " + root + "/" + path);
  }
}
