package dev.agentruntime.arch;

import static java.util.Locale.ROOT;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * How long the files and methods of the shipped source are. For reading, not for judging: no figure
 * fails the build.
 *
 * @param files lines of each file
 * @param methods lines of each method with a body
 * @param constructors parameters of each constructor or record header
 * @param types number of all types
 * @param publicTypes number of the public top-level types
 * @param topLevelTypes number of the top-level types
 */
record SizeFigures(
    List<Long> files,
    List<Long> methods,
    List<Constructor> constructors,
    long types,
    long publicTypes,
    long topLevelTypes) {

  /** A way to make an object, and how much one has to know for it. */
  record Constructor(String type, long parameters) {}

  static SizeFigures of(Path root, List<String> modules) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : modules) {
      Path folder = root.resolve(module).resolve("src/main/java");
      try (Stream<Path> paths = Files.walk(folder)) {
        paths.filter(path -> path.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return of(sources);
  }

  String describe() {
    Constructor widest =
        constructors.stream()
            .max((a, b) -> Long.compare(a.parameters(), b.parameters()))
            .orElse(new Constructor("none", 0));
    return """
    Size of the shipped source: %d files, %d types, %d of %d top-level types public
      file lines    %s
      method lines  %s
      widest constructor %d (%s)
    """
        .formatted(
            files.size(),
            types,
            publicTypes,
            topLevelTypes,
            spread(files),
            spread(methods),
            widest.parameters(),
            widest.type());
  }

  private static String spread(List<Long> lengths) {
    if (lengths.isEmpty()) {
      return "none";
    }
    List<Long> sorted = lengths.stream().sorted().toList();
    return String.format(
        ROOT,
        "median %d, p90 %d, max %d",
        sorted.get((sorted.size() - 1) / 2),
        sorted.get((sorted.size() - 1) * 9 / 10),
        Collections.max(sorted));
  }

  private static SizeFigures of(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(sources));
      Scanner scanner = new Scanner(Trees.instance(task).getSourcePositions());
      for (CompilationUnitTree unit : task.parse()) {
        scanner.scan(unit);
      }
      return scanner.figures();
    }
  }

  private static final class Scanner extends TreeScanner<Void, CompilationUnitTree> {
    private final SourcePositions positions;
    private final List<Long> files = new ArrayList<>();
    private final List<Long> methods = new ArrayList<>();
    private final List<Constructor> constructors = new ArrayList<>();
    private String type = "";
    private long types;
    private long publicTypes;
    private long topLevelTypes;

    Scanner(SourcePositions positions) {
      this.positions = positions;
    }

    void scan(CompilationUnitTree unit) throws IOException {
      files.add(unit.getSourceFile().getCharContent(true).toString().lines().count());
      for (Tree declared : unit.getTypeDecls()) {
        if (declared instanceof ClassTree top) {
          topLevelTypes++;
          publicTypes += top.getModifiers().getFlags().contains(Modifier.PUBLIC) ? 1 : 0;
        }
      }
      scan(unit, unit);
    }

    @Override
    public Void visitClass(ClassTree tree, CompilationUnitTree unit) {
      String outer = type;
      type = tree.getSimpleName().toString();
      types++;
      if (tree.getKind() == Tree.Kind.RECORD) {
        constructors.add(new Constructor(type, components(tree)));
      }
      super.visitClass(tree, unit);
      type = outer;
      return null;
    }

    @Override
    public Void visitMethod(MethodTree tree, CompilationUnitTree unit) {
      if (tree.getBody() != null) {
        LineMap lines = unit.getLineMap();
        long first = lines.getLineNumber(positions.getStartPosition(unit, tree));
        long last = lines.getLineNumber(positions.getEndPosition(unit, tree));
        methods.add(last - first + 1);
      }
      if (tree.getReturnType() == null) {
        constructors.add(new Constructor(type, tree.getParameters().size()));
      }
      return super.visitMethod(tree, unit);
    }

    SizeFigures figures() {
      return new SizeFigures(files, methods, constructors, types, publicTypes, topLevelTypes);
    }

    private static long components(ClassTree tree) {
      return tree.getMembers().stream()
          .filter(
              member ->
                  member instanceof VariableTree field
                      && !field.getModifiers().getFlags().contains(Modifier.STATIC))
          .count();
    }
  }
}
