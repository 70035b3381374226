package dev.agentruntime.workspace;

import dev.agentruntime.workspace.ConfinedFolder.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jgit.ignore.IgnoreNode;

/**
 * The {@code .gitignore} rules in force in a folder: those of its own file come before those of the
 * folders above. Global rules of the user are not looked at; they are not part of the project.
 *
 * @param folder where the own rules stand
 * @param above the rules of the folders above, if any has some
 */
record IgnoreRules(WorkspacePath folder, IgnoreNode own, Optional<IgnoreRules> above) {

  private static final String FILE = ".gitignore";
  private static final int MAX_BYTES = 1 << 20;

  /** Many stars in one name make matching explode; nobody means such a rule. */
  private static final Pattern EXPLODES = Pattern.compile("[^/*]*+(?:\\*++[^/*]++){4}");

  /** No rule at all. */
  static IgnoreRules none() {
    return new IgnoreRules(WorkspacePath.ROOT, new IgnoreNode(), Optional.empty());
  }

  /** The rules in force in this folder, which lies in the one that these rules are for. */
  IgnoreRules in(ConfinedFolder entered) throws IOException {
    // Git does not follow a link here either.
    if (entered.kind(FILE) != Kind.FILE) {
      return this;
    }
    try {
      var node = new IgnoreNode();
      node.parse(new ByteArrayInputStream(harmless(entered.readHead(FILE, MAX_BYTES))));
      return new IgnoreRules(entered.path(), node, Optional.of(this));
    } catch (ToolFailedException e) {
      return this;
    }
  }

  private static byte[] harmless(byte[] rules) {
    return new String(rules, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !EXPLODES.matcher(line).find())
        .collect(Collectors.joining("\n"))
        .getBytes(StandardCharsets.UTF_8);
  }

  boolean ignores(WorkspacePath path, boolean isFolder) {
    List<String> below = path.names().subList(folder.names().size(), path.names().size());
    Boolean ruling = own.checkIgnored(String.join("/", below), isFolder);
    if (ruling != null) {
      return ruling;
    }
    return above.isPresent() && above.get().ignores(path, isFolder);
  }
}
