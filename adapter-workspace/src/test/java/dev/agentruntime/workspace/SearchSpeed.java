package dev.agentruntime.workspace;
import java.nio.file.*;
import java.util.*;
final class SearchSpeed {
  public static void main(String[] a) throws Exception {
    Path root = Path.of("/tmp/search-tree");
    for (String path : List.of(System.getenv("PATH"), "/nonexistent")) {
      var bench = new Workbench(root, Map.of("PATH", path));
      for (String q : List.of("rareNeedleToFind", "pattern match", "zzz|yyy")) {
      for (int i = 0; i < 4; i++) {
        long t = System.nanoTime();
        var r = bench.run("search_in_code", "query", q, "case_sensitive", true, "regex", q.contains("|"));
        System.out.println(path.length() + " " + q + " " + (System.nanoTime() - t) / 1000000 + " ms " + r.content().lines().count());
      }}
    }
  }
}
