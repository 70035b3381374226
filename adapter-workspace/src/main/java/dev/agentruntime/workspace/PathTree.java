package dev.agentruntime.workspace;

import java.util.Collection;
import java.util.Set;
import java.util.TreeMap;

/** Some paths, to be gone through folder by folder. */
record PathTree(TreeMap<String, PathTree> children) {

  static PathTree of(Collection<WorkspacePath> paths) {
    var tree = new PathTree(new TreeMap<>());
    for (WorkspacePath path : paths) {
      PathTree at = tree;
      for (String name : path.names()) {
        at = at.children.computeIfAbsent(name, n -> new PathTree(new TreeMap<>()));
      }
    }
    return tree;
  }

  Set<String> names() {
    return children.keySet();
  }

  /** What lies below a name; nothing where it is not in here. */
  PathTree at(String name) {
    return children.getOrDefault(name, new PathTree(new TreeMap<>()));
  }

  PathTree below(WorkspacePath path) {
    PathTree at = this;
    for (String name : path.names()) {
      at = at.at(name);
    }
    return at;
  }
}
