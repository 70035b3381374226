package dev.agentruntime.domain.approval;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Paths whose edits have effects beyond the project's own code, because what is there runs by
 * itself or holds secrets. Edits of them are asked for in every mode, also where nothing exists
 * yet, in whatever folder and letter case; some are kept from sandboxed commands, too.
 *
 * @param rule the id of the policy's rule that asks
 * @param names of files or folders, with {@code *} for any characters
 * @param folders whether they are folders, so that all that lies in them is meant
 */
public record ProtectedPaths(String rule, List<String> names, boolean folders) {

  /** Rule and names; {@code !} behind those that are frozen, {@code /} behind a rule on folders. */
  private static final String TABLE =
      """
      protected-folders/ .git .hg .svn .config .agent-runtime! .buildkite! .cargo! .circleci! \
      .claude! .cursor! .devcontainer! .githooks! .github! .gitlab! .husky! .idea! .mvn! .vscode! \
      .zed!
      protected-builds jenkinsfile* .gitlab-ci.yml! .gitlab-ci.yaml .travis.y*ml .drone.y*ml \
      .pre-commit-config.y*ml azure-pipelines*.y*ml bitbucket-pipelines*.y*ml lefthook.y*ml \
      .lefthook.y*ml .woodpecker*
      protected-packages .gitmodules .gitattributes .npmrc .yarnrc* .pnpmfile.cjs! .pnpmfile.js
      protected-editors *.code-workspace .vimrc .nvimrc .exrc .dir-locals.el .devcontainer.json \
      .agent-runtime* .mcp.json! .gdbinit!
      protected-shells .bash* .profile .zshrc .zshenv .zprofile .zlogin .zlogout .inputrc .envrc!
      """;

  /** What runs by itself in the folder of a tool that has to write beside it. */
  private static final List<String> FROZEN_PARTS = List.of(".git/hooks", ".git/config", ".hg/hgrc");

  public ProtectedPaths {
    names = List.copyOf(names);
  }

  /** All of them, each once. */
  public static List<ProtectedPaths> all() {
    return Stream.concat(
            TABLE.lines().map(ProtectedPaths::row),
            Stream.of(
                new ProtectedPaths("protected-secret-folders", SecretNames.FOLDERS, true),
                new ProtectedPaths("protected-secrets", SecretNames.globs(), false)))
        .toList();
  }

  private static ProtectedPaths row(String row) {
    List<String> cells = cells(row);
    String rule = cells.getFirst();
    return new ProtectedPaths(
        rule.replace("/", ""),
        cells.stream().skip(1).map(name -> name.replace("!", "")).toList(),
        rule.endsWith("/"));
  }

  private static List<String> cells(String row) {
    return List.of(row.split(" ", -1));
  }

  /**
   * What a sandboxed command may not change at the root of a workspace, because it would run later
   * outside the sandbox. Paths from there.
   */
  public static List<String> frozen() {
    Stream<String> whole =
        TABLE
            .lines()
            .flatMap(row -> cells(row).stream())
            .filter(name -> name.endsWith("!"))
            .map(name -> name.replace("!", ""));
    return Stream.concat(FROZEN_PARTS.stream(), whole).toList();
  }

  /** The expression that whole paths match, as {@code _matches} takes it. */
  public String pattern() {
    return names.stream()
        .map(name -> name.replace(".", "\\.").replace("*", ".*"))
        .collect(Collectors.joining("|", "(?i)(.*/)?(", folders ? ")(/.*)?" : ")"));
  }
}
